import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run, which } from "../command";
import { say } from "../log";

/** A program to be built from modules of the Go module proxy. */
export interface GoProgram {
    readonly title: string;
    /** `module@version` each. */
    readonly modules: readonly string[];
    /** The main package. */
    readonly program: string;
    /** Strings to be set in the program, by the full name of the variable. */
    readonly variables: Readonly<Record<string, string>>;
    readonly output: string;
    /** Modules replaced by folders that `prepare` makes in the build folder. */
    readonly replacements?: Readonly<Record<string, string>>;
    readonly prepare?: (folder: string) => void;
}

let queue: Promise<unknown> = Promise.resolve();

/** Builds one program after the other: each uses all processors by itself. */
export function buildGoProgram(program: GoProgram): Promise<void> {
    const built = queue.then(() => build(program));
    queue = built.catch(() => undefined);
    return built;
}

async function build({
    title,
    modules,
    program,
    variables,
    output,
    replacements = {},
    prepare,
}: GoProgram): Promise<void> {
    if (!which("go")) {
        throw new Error(
            `${title} can neither be downloaded here nor built: there is no Go compiler on PATH. ` +
                `Install ${title} or Go 1.25 or newer, or allow Pulumi's and Docker's download sites.`,
        );
    }
    say(`${title}: downloads are refused here, building it from its Go module (takes minutes, once)`);
    const since = Date.now();
    const folder = mkdtempSync(join(tmpdir(), "slipway-go-"));
    // -mod=mod: the module file is ours alone and may be completed while building.
    const env = { CGO_ENABLED: "0", GOFLAGS: "-mod=mod -buildvcs=false", GOWORK: "off" };
    const go = (...args: string[]): Promise<string> =>
        run("nice", ["-n", "10", "go", ...args], { cwd: folder, env, title: `${title}: go ${args[0]}` });
    try {
        prepare?.(folder);
        await go("mod", "init", "slipway.local/build");
        for (const [module, path] of Object.entries(replacements))
            await go("mod", "edit", `-replace=${module}=${path}`);
        await go("get", ...modules, `${program}@${modules[0]?.split("@")[1]}`);
        const flags = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
        mkdirSync(dirname(output), { recursive: true });
        await go("build", "-trimpath", "-ldflags", ["-s -w", ...flags].join(" "), "-o", output, program);
        say(`${title}: built in ${((Date.now() - since) / 1000).toFixed(1)} s`);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
