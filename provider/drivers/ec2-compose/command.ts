import type { Ec2ComposeDeployment } from "./deployment";

/** Where user data puts what the host needs before its first release. */
const FOLDER = "/usr/local/lib/slipway";
/** The last thing that the installation makes. */
const INSTALLED = `${FOLDER}/installed`;
const [LOOKS, PAUSE_SECONDS] = [200, 3];

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

/** What the host runs to release: the agent answers before the installation has ended, so that is waited for. */
export function releaseLines({ bucket, key, sha256, app, release, region }: Ec2ComposeDeployment): string[] {
    return [
        ...untilInstalled(),
        [`${FOLDER}/deliver.sh`, bucket, key, sha256, app, release, region].map(quoted).join(" "),
    ];
}

/** Takes the app down; its named volumes stay. */
export function removeLines({ app }: Pick<Ec2ComposeDeployment, "app">): string[] {
    return [["set", "-eu"].join(" "), [`${FOLDER}/remove.sh`, app].map(quoted).join(" ")];
}

function untilInstalled(): string[] {
    const late = `the host has not finished its installation in ${(LOOKS * PAUSE_SECONDS) / 60} minutes: see /var/log/cloud-init-output.log on it`;
    return [
        "set -eu",
        "looks=0",
        `until [ -e ${INSTALLED} ]; do looks=$((looks + 1)); if [ "$looks" -gt ${LOOKS} ]; then echo "FAILED: ${late}"; exit 1; fi; sleep ${PAUSE_SECONDS}; done`,
    ];
}

/** As one word of a shell. */
function quoted(word: string): string {
    return /^[\w./@:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
