import { readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { isExecutable, which } from "../command";
import { say } from "../log";
import { repositoryRoot } from "../paths";

const HOST = "pulumi-language-nodejs";

/**
 * The folder of the stand-in language host, or undefined where Pulumi finds its own: on PATH, beside the CLI (that is how
 * every download comes), or among the installed plugins.
 */
export function languageHost(pulumi: string): string | undefined {
    if (which(HOST) || isExecutable(join(dirname(realpathSync(pulumi)), HOST)) || isInstalled()) return undefined;
    const folder = join(repositoryRoot, "tools", "language-host", "stand-in-bin");
    say("Pulumi's Node language host is not to be had here: a STAND-IN runs the program (tools/language-host)");
    return folder;
}

function isInstalled(): boolean {
    try {
        const plugins = readdirSync(join(process.env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins"));
        return plugins.some((name) => name.startsWith("language-nodejs-v"));
    } catch {
        return false;
    }
}
