import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ec2ComposeDeployment } from "./deployment";

/** Where user data puts what the host needs before its first release. */
const FOLDER = "/usr/local/lib/slipway";
/** Sent along with each release: the host may have nothing of ours yet. */
const SENT = join(__dirname, "..", "..", "..", "host", "sent", "release.sh");

/** How a command of ours is called: by this a later `pulumi up` finds what an interrupted one has started. */
export const commentOf = {
    release: ({ app, release }: Pick<Ec2ComposeDeployment, "app" | "release">) => `slipway release ${app} ${release}`,
    remove: ({ app }: Pick<Ec2ComposeDeployment, "app">) => `slipway remove ${app}`,
} as const;

/** App and release of a command of ours; `undefined`: it is none that releases. */
export function releaseIn(comment: string): { readonly app: string; readonly release: string } | undefined {
    const [, app, release] = /^slipway release (\S+) (\S+)$/.exec(comment) ?? [];
    return app === undefined || release === undefined ? undefined : { app, release };
}

/** What the host runs to release: `host/sent/release.sh`, after a line that gives it its words. */
export function releaseLines({ bucket, key, sha256, app, release, region }: Ec2ComposeDeployment): string[] {
    const [interpreter = "", ...script] = readFileSync(SENT, "utf8").trimEnd().split("\n");
    const words = ["set", "--", bucket, key, sha256, app, release, region];
    return [interpreter, words.map(quoted).join(" "), ...script];
}

/** In memory: where bundles arrive. */
const INCOMING = "/run/slipway-incoming";

/**
 * Takes the app down; its named volumes stay. Where an earlier try has taken the app's own program away, `remove.sh` looks for
 * another copy of it, and its `find` fails where one of its folders is missing: this one is, from a boot to the next release.
 */
export function removeLines({ app }: Pick<Ec2ComposeDeployment, "app">): string[] {
    return ["set -eu", `mkdir -p ${INCOMING}`, [`${FOLDER}/remove.sh`, app].map(quoted).join(" ")];
}

/** As one word of a shell. */
function quoted(word: string): string {
    return /^[\w./@:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
