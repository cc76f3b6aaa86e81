import { knownApps, localStack, readRequest } from "./apps";
import { runInForeground } from "./command";
import { stopDaemons } from "./daemons";
import { phase, say, timings } from "./log";
import { main } from "./main";
import { prepare } from "./prepare";
import { releaseLeftLock, stackExists } from "./pulumi-stack";

const FLAGS = ["--volumes", "--all"];

/**
 * `npm stop [-- app] [--volumes] [--all]`: `pulumi destroy` of the app's local stack. Named volumes stay unless `--volumes`;
 * `--all` means every app's local stack, and then the daemons that these tools started.
 */
main(async () => {
    const known = knownApps();
    const { stack, rest } = readRequest(process.argv.slice(2), known);
    const unknown = rest.find((argument) => !FLAGS.includes(argument));
    if (unknown) throw new Error(`npm stop does not know ${unknown}: it takes ${FLAGS.join(" and ")}`);
    const all = rest.includes("--all");

    const { variables } = await prepare(stack);
    let code = 0;
    for (const one of all ? known.map(localStack) : [stack]) {
        code ||= await phase(`pulumi destroy ${one}`, () => destroy(one, variables, rest.includes("--volumes")));
    }
    // With a stack that could not be destroyed, its containers still need the daemons.
    if (all && code === 0) await phase("daemons", stopDaemons);
    say(timings());
    return code;
});

async function destroy(stack: string, variables: Readonly<Record<string, string>>, volumes: boolean): Promise<number> {
    if (!(await stackExists(stack, variables))) {
        say(`stack ${stack} does not exist: nothing to stop`);
        return 0;
    }
    await releaseLeftLock(stack, variables);
    say(
        `pulumi destroy, stack ${stack}${volumes ? ", with its volumes" : "; named volumes stay (--volumes deletes them)"}`,
    );
    return runInForeground("pulumi", ["destroy", "--stack", stack, "--yes", "--skip-preview"], {
        ...variables,
        ...(volumes ? { SLIPWAY_DELETE_VOLUMES: "1" } : {}),
    });
}
