import { knownApps, readRequest } from "./apps";
import { runInForeground } from "./command";
import { phase, say, timings } from "./log";
import { main } from "./main";
import { prepare } from "./prepare";
import { releaseLeftLock, selectStack, stackAddresses } from "./pulumi-stack";

/** `npm start [-- app [pulumi arguments]]`: `pulumi up` of the app's local stack, with the environment set up. */
main(async () => {
    const { app, stack, rest } = readRequest(process.argv.slice(2), knownApps());
    const { variables } = await prepare(stack, app);
    await phase("stack", async () => {
        await selectStack(stack, variables);
        await releaseLeftLock(stack, variables);
    });
    say(`pulumi up, stack ${stack}`);
    // No preview first: the update says the same things while it happens, and `pulumi preview` is there for asking.
    const args = ["up", "--stack", stack, "--yes", "--skip-preview", ...rest];
    const code = await phase("pulumi up", () => runInForeground("pulumi", args, variables));
    if (code === 0)
        for (const { name, url } of await stackAddresses(stack, variables)) say(`${name} answers at ${url}`);
    else say(`${app}: pulumi up failed with exit code ${code}; its own words are above`);
    say(timings());
    return code;
});
