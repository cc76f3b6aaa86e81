import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Refusal } from "../refusal";

/** As far as it tells whose program the project runs. */
interface ProjectFile {
    readonly main?: string;
    readonly plugins?: { readonly providers?: readonly { readonly name?: string; readonly path?: string }[] };
}

/** A project to which an app is added must run Slipway's program: another one never reads `slipway:apps`. @throws Refusal */
export function requireSlipwaysProgram(directory: string): void {
    const file = join(directory, "Pulumi.yaml");
    const { main = "index.js", plugins } = (parse(readFileSync(file, "utf8")) as ProjectFile | null) ?? {};
    const provider = plugins?.providers?.find(({ name }) => name === "slipway");
    if (provider?.path === "./provider") return; // Slipway's own checkout, or a copy of it
    const program = join(directory, main);
    if (provider !== undefined && existsSync(program) && readFileSync(program, "utf8").includes("bin/program.cjs"))
        return;
    throw new Refusal({
        where: file,
        what: `is another program's (${main}), which does not read slipway:apps: \`pulumi up\` would deploy nothing of it`,
        todo: "run `slipway init` in a folder without a Pulumi.yaml, with the Compose file in it",
    });
}
