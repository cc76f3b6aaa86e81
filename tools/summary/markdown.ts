import { stackOf } from "../urn";
import { appSummaries, type AppSummary } from "./apps";
import { block, code } from "./escape";
import { placement, price, shared } from "./stack-wide";
import type { Preview } from "./preview";
import { changed, rawLines } from "./raw";

/** GitHub refuses a longer comment. Counted here in bytes, of which a character has one or more. */
export const GITHUB_LIMIT = 65_536;

/** By this line the comment of a stack is found again. */
export function marker(stack: string): string {
    return `<!-- slipway preview: ${stack.replaceAll("--", "‑‑")} -->`;
}

interface Parts {
    readonly head: readonly string[];
    readonly apps: readonly AppSummary[];
    readonly tail: readonly string[];
    readonly raw: readonly string[];
}

/**
 * A preview as a comment in Markdown, at most `limit` bytes long: what changes in the words of the Compose files, then the raw
 * changes, folded. Where it would be too long the raw changes are cut first, then what is said of the last apps.
 */
export function summary(preview: Preview, stack?: string, limit = GITHUB_LIMIT): string {
    const name = stack ?? stackOf(preview.steps[0]?.urn ?? "");
    if (preview.errors.length > 0) return failed(preview.errors, name, limit);
    const parts = partsOf(preview, name);
    return (
        fitted(parts.raw.length, (lines) => written({ ...parts, raw: cut(parts.raw, lines, "changes") }), limit) ??
        fitted(parts.apps.length, (apps) => written({ ...parts, ...fewer(parts, apps), raw: [] }), limit) ??
        written({ ...parts, ...fewer(parts, 0), raw: [] }).slice(0, limit / 4)
    );
}

/** The comment about a preview that ended before it told anything: what it wrote beside stays in the log, as nobody has looked it through for secrets. */
export function toldNothing(stack: string, status: string): string {
    return [
        marker(stack),
        `### Preview of ${code(stack)}: failed`,
        "",
        `It ended with exit code ${status} before it could tell what would change. The log of this run tells why.`,
        "",
    ].join("\n");
}

function partsOf({ steps }: Preview, stack: string): Parts {
    const changes = changed(steps).filter(({ urn }) => !urn.includes("::pulumi:providers:"));
    const counts = (["create", "update", "replace", "delete"] as const).flatMap((op) => {
        const count = changes.filter((step) => step.op === op).length;
        return count === 0 ? [] : [`${count} to ${op}`];
    });
    const [cost, others] = [price(steps), shared(steps)];
    return {
        head: [
            marker(stack),
            `### Preview of ${code(stack)}: ${counts.length === 0 ? "no changes" : counts.join(", ")}`,
            ...placement(steps).map(({ about, text }) => `- ⚠️ **${about}**: ${code(text)}`),
        ],
        apps: appSummaries(steps),
        tail: [
            ...(others.length === 0 ? [] : ["", "**Shared by the apps**", "", ...others.map((line) => `- ${line}`)]),
            ...(cost === undefined ? [] : ["", `**Price**: ${code(cost)}`]),
        ],
        raw: rawLines(changes),
    };
}

function written({ head, apps, tail, raw }: Parts): string {
    const details =
        raw.length === 0
            ? []
            : [
                  "",
                  "<details><summary>Every resource that changes</summary>",
                  "",
                  block(raw.join("\n"), "diff"),
                  "",
                  "</details>",
              ];
    return [...head, ...apps.flatMap(appLines), ...tail, ...details, ""].join("\n");
}

/** A command, a user or a mount: what no word of a release stands for. */
const OTHERWISE = "a new release: what runs changes in a setting that has no word here";

function appLines({ app, target, change, released, lines, dangers }: AppSummary): string[] {
    const what = { new: `new on ${target}`, removed: `removed from ${target}`, changed: `on ${target}` }[change];
    const none = change === "changed" ? [`- ${released ? OTHERWISE : "its resources change, not what runs"}`] : [];
    const all = [...dangers.map((line) => `- ⚠️ ${line}`), ...lines.map((line) => `- ${line}`)];
    return ["", `**${app}** ${what}`, "", ...(all.length === 0 ? none : all)];
}

/** The longest text of at most `limit` bytes, by bisection over how much of it is told; `undefined` when nothing fits. */
function fitted(most: number, text: (told: number) => string, limit: number): string | undefined {
    const fits = (told: number): boolean => Buffer.byteLength(text(told)) <= limit;
    if (fits(most)) return text(most);
    if (!fits(0)) return undefined;
    let [good, bad] = [0, most];
    while (bad - good > 1) {
        const middle = (good + bad) >> 1;
        if (fits(middle)) good = middle;
        else bad = middle;
    }
    return text(good);
}

function cut(lines: readonly string[], told: number, what: string): readonly string[] {
    if (told >= lines.length) return lines;
    return [...lines.slice(0, told), `(${lines.length - told} more lines of ${what} are in the log of this run)`];
}

/** The first apps in full, of the others their names' number. */
function fewer({ apps, tail }: Parts, told: number): Pick<Parts, "apps" | "tail"> {
    const rest = apps.length - told;
    if (rest === 0) return { apps, tail };
    return { apps: apps.slice(0, told), tail: ["", `${rest} more apps change: see the log of this run.`, ...tail] };
}

function failed(errors: readonly string[], stack: string, limit: number): string {
    const head = `${marker(stack)}\n### Preview of ${code(stack)}: failed\n\nNothing was changed, and nothing can be deployed until this is mended.\n\n`;
    const text = errors.join("\n\n");
    const room = limit - Buffer.byteLength(head) - 200;
    const told = fitted(text.length, (length) => text.slice(0, length), room) ?? "";
    const more = told.length < text.length ? "\n\n(the rest is in the log of this run)" : "";
    return `${head}${block(told)}${more}\n`;
}
