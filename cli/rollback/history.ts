import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { IMAGES_ONLY } from "../../tools/images/message";
import { Refusal } from "../refusal";

/** One finished `pulumi up`, as `pulumi stack history --json --show-secrets` tells it: as far as it counts here. */
const update = z.object({
    version: z.number().default(0),
    kind: z.string(),
    result: z.string(),
    endTime: z.string(),
    message: z.string().default(""),
    environment: z.record(z.string(), z.string()).default({}),
    config: z
        .record(
            z.string(),
            z.object({ value: z.string().optional(), objectValue: z.unknown().optional(), secret: z.boolean() }),
        )
        .default({}),
});

type Update = z.output<typeof update>;

/** What one app was given by an update: enough to give it the same again. */
export interface AppRelease {
    /** Of the update among the stack's, the first being 1. */
    readonly number: number;
    /** When it ended, ISO 8601. */
    readonly at: string;
    readonly message: string;
    readonly succeeded: boolean;
    /** The commit of its files; none: the update did not run in a clone. */
    readonly commit: string | undefined;
    /** Files had changed since that commit, so no commit holds what was deployed. */
    readonly dirty: boolean;
    /** The value of `slipway:apps.<app>`, without `commit`; none: the app was not in the stack. */
    readonly settings: Readonly<Record<string, unknown>> | undefined;
    /** Values of `<app>:<NAME>`. Secret ones in plain text: never to be shown. */
    readonly values: Readonly<Record<string, { readonly value: string; readonly secret: boolean }>>;
}

/** Every update of the stack as far as it concerns the app, newest first; those that only pushed images are none. */
export function releasesOf(app: string, json: unknown): AppRelease[] {
    const updates = z.array(update).parse(json);
    // A file backend counts no versions.
    const numbered = updates.map((one, index) => [one.version || updates.length - index, one] as const);
    return numbered.flatMap(([number, one]) => (isRelease(one) ? [releaseOf(app, number, one)] : []));
}

/** The job \`images\` runs before the gate: what it had at hand is not what runs until somebody lets the deployment through. */
function isRelease({ kind, message }: Update): boolean {
    return kind === "update" && message !== IMAGES_ONLY;
}

function releaseOf(app: string, number: number, { config, environment, endTime, message, result }: Update): AppRelease {
    const apps = config["slipway:apps"];
    const all = (apps?.objectValue ?? JSON.parse(apps?.value || "{}")) as Record<string, Record<string, unknown>>;
    const { commit: pinned, ...settings } = all[app] ?? {};
    const commit = typeof pinned === "string" ? pinned : environment["git.head"];
    const own = Object.entries(config).filter(([key]) => key.startsWith(`${app}:`));
    return {
        ...{ number, at: endTime, message, succeeded: result === "succeeded", commit },
        dirty: pinned === undefined && environment["git.dirty"] === "true",
        settings: all[app] === undefined ? undefined : settings,
        values: Object.fromEntries(own.map(([key, { value = "", secret }]) => [key, { value, secret }])),
    };
}

/** Whether both gave the app the same: files, settings and values. A work tree with changes is like nothing else. */
export function same(a: AppRelease, b: AppRelease): boolean {
    return (
        !a.dirty &&
        !b.dirty &&
        a.commit === b.commit &&
        isDeepStrictEqual(a.settings, b.settings) &&
        isDeepStrictEqual(a.values, b.values)
    );
}

/** How the message of an update by `slipway rollback` begins. */
export const ROLLBACK = "slipway rollback";

/** From what the last update gave the app, to what it shall be given. */
export interface Way {
    readonly last: AppRelease;
    readonly release: AppRelease;
}

/**
 * The release to go back to: the one that is asked for, or the newest that succeeded and gave the app something else than the
 * last update did.
 *
 * @throws Refusal where there is none, or it cannot be had again
 */
export function pick(app: string, stack: string, releases: readonly AppRelease[], asked?: number): Way {
    // A rollback that failed is to be tried again, and not to be gone back from.
    const last = releases.find(({ succeeded, message }) => succeeded || !message.startsWith(ROLLBACK));
    if (last === undefined) {
        throw refusal(`stack ${stack}`, "was never deployed", "deploy it first: `pulumi up`");
    }
    if (asked === undefined) {
        const found = releases.find((one) => one.succeeded && one.settings !== undefined && !same(one, last));
        if (found !== undefined) return { last, release: usable(app, found) };
        const what = `no earlier update of stack ${stack} that succeeded gave ${app} other files, settings or values`;
        throw refusal(app, what, `\`slipway releases ${app}\` lists them`);
    }
    const found = releases.find(({ number }) => number === asked);
    const where = `--to ${asked}`;
    if (found === undefined) {
        const numbers = releases.map(({ number }) => number).join(", ");
        throw refusal(where, `stack ${stack} has no such update`, `it has ${numbers}`);
    }
    if (!found.succeeded) throw refusal(where, "that update failed", "name one that succeeded");
    return { last, release: usable(app, found) };
}

function usable(app: string, release: AppRelease): AppRelease {
    const where = `update ${release.number} of ${release.at}`;
    const other = "name another one with --to";
    if (release.settings === undefined) throw refusal(where, `it had no app ${app}`, other);
    if (release.commit === undefined) throw refusal(where, "it ran outside a clone, so nothing tells its files", other);
    if (release.dirty) {
        const changed = `its files had changed since commit ${release.commit.slice(0, 12)}, and no commit holds them`;
        throw refusal(where, changed, `${other}, or put the files right and run \`pulumi up\``);
    }
    return release;
}

function refusal(where: string, what: string, todo: string): Refusal {
    return new Refusal({ where, what, todo });
}
