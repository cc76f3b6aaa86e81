import { ok, warning, type Check, type Finding } from "./check";

export const umask: Check = { name: "umask", find: () => Promise.resolve(judgeUmask(process.umask())) };

/** Image tags do not depend on it, but the files that Pulumi writes do. */
export function judgeUmask(mask: number): Finding {
    const shown = mask.toString(8).padStart(4, "0");
    if ((mask & 0o002) === 0) {
        return warning(
            `${shown} lets everybody of your group write what you make, the files of stacks included`,
            "`umask 022` in your shell's profile, then `chmod -R g-w .` here",
        );
    }
    if ((mask & 0o700) !== 0) {
        return warning(
            `${shown} takes your own rights away from files that you make`,
            "`umask 022` in your shell's profile",
        );
    }
    return ok(shown);
}
