import { ok, warning, type Check, type Finding } from "./check";

export const umask: Check = { name: "umask", find: () => Promise.resolve(judgeUmask(process.umask())) };

const [GROUP, OTHERS] = [0o020, 0o002];

/** Image tags do not depend on it, but the files that Pulumi writes do. */
export function judgeUmask(mask: number): Finding {
    const shown = mask.toString(8).padStart(4, "0");
    if ((mask & OTHERS) === 0) return writableBy(shown, "everybody on this machine", "go-w");
    if ((mask & GROUP) === 0) return writableBy(shown, "everybody of your group", "g-w");
    if ((mask & 0o700) !== 0) {
        return warning(
            `${shown} takes your own rights away from files that you make`,
            "`umask 022` in your shell's profile",
        );
    }
    return ok(shown);
}

function writableBy(shown: string, who: string, change: string): Finding {
    return warning(
        `${shown} lets ${who} write what you make, the files of stacks included`,
        `\`umask 022\` in your shell's profile, then \`chmod -R ${change} .\` here`,
    );
}
