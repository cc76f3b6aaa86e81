/**
 * For its effect, as it is loaded first: Pulumi takes two kinds of stack traces all the time, and its TypeScript loader maps each
 * frame to its source, with a source map to be read and parsed for each file of Pulumi and of AWS's types: a quarter of a preview.
 *
 * - Of each promise (`debuggablePromise`): read only by Pulumi's search for promises that never settle, and taken only for it.
 * - Of each resource (`Resource.callsites`), for its place in the source: only frames of the program itself are mapped.
 *
 * Every other stack trace is mapped as before. Should Pulumi rename these functions, all are mapped again.
 */
const map = Error.prepareStackTrace;
const searching = Boolean(process.env["PULUMI_DEBUG_PROMISE_LEAKS"]); // as Pulumi reads it
const NOT_TAKEN = "(taken with PULUMI_DEBUG_PROMISE_LEAKS=true)";

if (map !== undefined) {
    Error.prepareStackTrace = (error, frames) => {
        switch (frames[0]?.getFunctionName()) {
            case "debuggablePromise":
                return searching ? map(error, frames) : NOT_TAKEN;
            case "callsites":
                return places(error, frames, map);
            default:
                return map(error, frames);
        }
    };
}

/** A trace as Node writes it, with positions in the TypeScript source where a frame is the program's own. */
function places(error: Error, frames: NodeJS.CallSite[], mapFrames: NonNullable<typeof map>): string {
    const mapped = String(mapFrames(error, frames.filter(isOwn)))
        .split("\n")
        .slice(1);
    return [String(error), ...frames.map((frame) => (isOwn(frame) && mapped.shift()) || `    at ${frame}`)].join("\n");
}

function isOwn(frame: NodeJS.CallSite): boolean {
    const file = frame.getFileName() ?? "node:internal";
    return !file.startsWith("node:") && !file.includes("/node_modules/");
}

export {};
