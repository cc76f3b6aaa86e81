/** Prints each test as it ends, with the time of day: a run of minutes that says nothing looks like one that hangs. */
module.exports = class ProgressReporter {
    onTestCaseResult(_test, { status, title, duration, failureMessages }) {
        const time = new Date().toISOString().slice(11, 19);
        const seconds = ((duration ?? 0) / 1000).toFixed(1);
        if (status === "passed" && (duration ?? 0) < 1000) return;
        process.stderr.write(`[${time}] ${status}: ${title} (${seconds} s)\n`);
        if (status === "failed") process.stderr.write(`${failureMessages.join("\n").slice(0, 3000)}\n`);
    }
};
