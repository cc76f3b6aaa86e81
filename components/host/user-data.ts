import { BOOTSTRAP } from "./program";
import type { TarEntry } from "./tar";

/** EC2's limit, before base64. */
export const MOST_USER_DATA_BYTES = 16_384;

const FOLDER = "/usr/local/lib/slipway";
const END = "SLIPWAY_END_OF_FILE";

/**
 * What an instance runs when it starts for the first time: it writes the files of `host/bootstrap` and runs `install.sh`.
 * The same for every app and release, so that no release touches the instance; no secret is in it.
 *
 * @throws Error for a file that cannot be written by a shell, or when all is too long for EC2
 */
export function userData(program: readonly TarEntry[], { region, device }: { region: string; device: string }): string {
    const files = program.filter(({ path }) => path.startsWith(`${BOOTSTRAP}/`));
    const written = files.map(({ path, content }) => {
        const text = content.toString("utf8");
        if (text.split("\n").includes(END))
            throw new Error(`host/${path} has a line ${END}, which ends it in user data`);
        const target = `${FOLDER}/${path.slice(BOOTSTRAP.length + 1)}`;
        // A quoted word: the shell puts nothing in the place of anything.
        return [`cat > ${target} <<'${END}'`, text.replace(/\n$/, ""), END, `chmod 755 ${target}`].join("\n");
    });
    const all = [
        "#!/bin/bash",
        "set -eu",
        `mkdir -p ${FOLDER}`,
        ...written,
        `DATA_DEVICE=${device} AWS_REGION=${region} bash ${FOLDER}/install.sh`,
        "",
    ].join("\n");
    const bytes = Buffer.byteLength(all);
    if (bytes > MOST_USER_DATA_BYTES) {
        throw new Error(
            `user data has ${bytes} bytes, but EC2 takes ${MOST_USER_DATA_BYTES}: make host/bootstrap smaller`,
        );
    }
    return all;
}
