import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pulumi, type Project, shortStack, succeeded } from "../project";
import { Refusal } from "../refusal";
import { type AppRelease, releasesOf } from "./history";

/** What Pulumi shows in the place of a secret that it cannot read. */
const UNREADABLE = "ERROR_UNABLE_TO_DECRYPT";

/**
 * Every release of an app that Pulumi's history of the stack knows, newest first. Holds secrets in plain text.
 *
 * @param file the stack's settings, which hold the key to the secrets of the history, too
 * @throws Refusal
 */
export async function readReleases(project: Project, stack: string, app: string, file: string): Promise<AppRelease[]> {
    // `stack history` knows no --config-file: beside a copy of Pulumi.yaml it finds the settings by their name.
    const folder = mkdtempSync(join(tmpdir(), "slipway-history-"));
    try {
        copyFileSync(join(project.directory, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
        copyFileSync(file, join(folder, `Pulumi.${shortStack(stack)}.yaml`));
        const all = ["--page-size", "0"]; // in one page
        const command = ["stack", "history", "--json", "--show-secrets", ...all, "--cwd", folder];
        const history = succeeded(await pulumi(project, stack, command), `stack ${stack}`);
        return releasesOf(app, JSON.parse(history));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** @throws Refusal where a secret of the release cannot be read any more */
export function requireReadable({ number, values }: AppRelease, file: string): void {
    for (const [key, { value }] of Object.entries(values)) {
        if (value !== UNREADABLE) continue;
        throw new Refusal({
            where: `${key} of update ${number}`,
            what: `the key in ${basename(file)}, or its passphrase, does not open it`,
            todo: "take the settings file and the passphrase of then, or name another update with --to",
        });
    }
}
