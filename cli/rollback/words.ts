import { isDeepStrictEqual } from "node:util";
import type { AppRelease } from "./history";

/** `update 3 of 2026-11-21T12:44:30.000Z, commit 0123456789ab "Message"`. */
export function named({ number, at, commit, message }: AppRelease): string {
    const said = message === "" ? "" : ` ${JSON.stringify(message.split("\n")[0])}`;
    return `update ${number} of ${at}, ${commit === undefined ? "no commit" : `commit ${commit.slice(0, 12)}`}${said}`;
}

/** What going from one release to another does to an app's settings and values: names only, never a value. */
export function differences(from: AppRelease, to: AppRelease): string[] {
    const files = from.commit !== to.commit || from.dirty ? [`files: commit ${to.commit?.slice(0, 12)}`] : [];
    return [
        ...files,
        ...changes(from.settings ?? {}, to.settings ?? {}).map((change) => `setting ${change}`),
        ...changes(from.values, to.values).map((change) => `value ${change}`),
    ];
}

function changes(from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>): string[] {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names
        .filter((name) => !isDeepStrictEqual(from[name], to[name]))
        .map((name) => {
            if (!(name in to)) return `${name} goes`;
            return name in from ? `${name} changes` : `${name} comes back`;
        });
}
