import { say } from "./log";
import { main } from "./main";
import { interruption } from "./test-aws/interruption";
import { runScenario } from "./test-aws/run";
import { allowed, MOST_MINUTES, plan, SCENARIO } from "./test-aws/scenario";
import { RealStack } from "./test-aws/stack";

/**
 * `npm run test:aws`: says what it would do on a real AWS account. With `--spend <USD>` it does it; with `--destroy` it takes away
 * what a killed run has left. It has never been run against AWS by those who wrote it: they had no account.
 */
main(async () => {
    const args = process.argv.slice(2);
    const region = process.env.AWS_REGION ?? "eu-central-1";
    if (args.includes("--destroy")) return (await new RealStack(region, "127.0.0.1/32").destroy()) === 0 ? 0 : 1;
    if (!allowed(args)) {
        console.log(plan());
        return 1;
    }
    const address = (await (await fetch("https://checkip.amazonaws.com")).text()).trim();
    const stack = new RealStack(region, `${address}/32`);
    // Pulumi gets the terminal's signals too and ends its step; one to this process alone waits for the step. Then what stands is destroyed.
    const interrupted = interruption();
    await stack.init();
    const until = Date.now() + MOST_MINUTES * 60_000;
    const { passed, failure } = await runScenario(stack, SCENARIO, () => interrupted() || Date.now() > until);
    for (const title of passed) say(`passed: ${title}`);
    if (failure !== undefined) say(`FAILED: ${failure}`);
    return failure === undefined ? 0 : 1;
});
