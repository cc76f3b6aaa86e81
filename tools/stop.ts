import { existsSync, readdirSync } from "node:fs";
import { knownApps, localStack, readRequest } from "./apps";
import { runInForeground } from "./command";
import { stopDaemons } from "./daemons";
import { phase, say, timings } from "./log";
import { main } from "./main";
import { stateDirectory } from "./paths";
import { prepare } from "./prepare";
import { releaseLeftLock, stackExists } from "./pulumi-stack";
import { deleteVolumes } from "./volumes";

const FLAGS = ["--volumes", "--all"];

/**
 * `npm stop [-- app] [--volumes] [--all]`: `pulumi destroy` of the app's local stack. Named volumes stay unless `--volumes`;
 * `--all` means every app's local stack, and then the daemons that these tools started.
 */
main(async () => {
    const known = knownApps();
    const { app, rest } = readRequest(process.argv.slice(2), known);
    const unknown = rest.find((argument) => !FLAGS.includes(argument));
    if (unknown) throw new Error(`npm stop does not know ${unknown}: it takes ${FLAGS.join(" and ")}`);
    const all = rest.includes("--all");

    if (nothingWasStarted()) {
        say(`no local stack in ${stateDirectory()}: nothing to stop`);
        return 0;
    }

    const { variables } = await prepare(localStack(app));
    let code = 0;
    for (const one of all ? known : [app]) {
        code ||= await phase(`stop ${one}`, () => stop(one, variables, rest.includes("--volumes")));
    }
    // With a stack that could not be destroyed, its containers still need the daemons.
    if (all && code === 0) await phase("daemons", stopDaemons);
    say(timings());
    return code;
});

/** Getting Pulumi, and building it where it cannot be downloaded, only to be told that there is no stack, is minutes for nothing. */
function nothingWasStarted(): boolean {
    const state = stateDirectory();
    return !process.env.PULUMI_BACKEND_URL && !(existsSync(state) && readdirSync(state).length > 0);
}

async function stop(app: string, variables: Readonly<Record<string, string>>, volumes: boolean): Promise<number> {
    const code = await destroy(localStack(app), variables, volumes);
    if (code === 0 && volumes) await deleteVolumes(`slipway-${localStack(app)}-${app}`, variables);
    return code;
}

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
