import { nameOf, typeOf } from "../urn";
import { clip } from "./escape";
import type { PreviewStep } from "./preview";

/** What Pulumi writes for a value that is known only after the deployment. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Characters of a value; a policy or a container definition is far longer, and differs in a few. */
const VALUE_LENGTH = 120;
/** Characters before the first difference of two long values. */
const CONTEXT = 24;

const SIGNS: Readonly<Record<string, string>> = { create: "+", delete: "-", update: "~", replace: "!" };

/** Steps that change something, by type and name, each once: a replacement is one step, not three. */
export function changed(steps: readonly PreviewStep[]): PreviewStep[] {
    const changing = steps.filter(({ op }) => SIGNS[op] !== undefined);
    return changing.sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
}

/**
 * Steps for people who know Pulumi: sign, type and name of each; under it what differs, or of what comes and goes all that it is given, as Pulumi tells
 * it: secrets as `[secret]`.
 */
export function rawLines(steps: readonly PreviewStep[]): string[] {
    const names = randomNames(steps);
    const told = (value: unknown): string =>
        names.reduce((text, name) => text.replaceAll(name, name.replace(RANDOM, "-(random)")), show(value));
    return steps.flatMap((step) => {
        const head = `${SIGNS[step.op] ?? step.op} ${typeOf(step.urn)} ${nameOf(step.urn)}`;
        return [head, ...(step.op === "update" || step.op === "replace" ? differing(step, told) : whole(step, told))];
    });
}

/** Seven digits that Pulumi throws anew in each preview behind the name of what is to be made. */
const RANDOM = /-[0-9a-f]{7}$/;

/** Names that are others in the next preview of the same change. */
function randomNames(steps: readonly PreviewStep[]): string[] {
    const making = steps.filter(({ op }) => op === "create" || op === "replace");
    const names = making.flatMap(({ urn, newState }) =>
        Object.values(newState?.inputs ?? {}).filter(
            (value): value is string =>
                typeof value === "string" && RANDOM.test(value) && value.replace(RANDOM, "") === nameOf(urn),
        ),
    );
    return [...new Set(names)];
}

type Told = (value: unknown) => string;

function differing(step: PreviewStep, told: Told): string[] {
    const [before, after] = [step.oldState?.inputs ?? {}, step.newState?.inputs ?? {}];
    const because = new Set(step.replaceReasons ?? []);
    return properties(step).map((name) => {
        const [old, now] = around(told(at(before, name)), told(at(after, name)));
        return `    ${name}: ${old} → ${now}${because.has(name) ? " (therefore replaced)" : ""}`;
    });
}

/** The inputs of a resource that comes or goes. Where an image is built from differs from machine to machine, and a component has none. */
function whole({ op, urn, oldState, newState }: PreviewStep, told: Told): string[] {
    const inputs = (op === "delete" ? oldState : newState)?.inputs ?? {};
    const names = Object.keys(inputs).filter(
        (name) => !name.startsWith("__") && !OF_THIS_MACHINE.has(`${typeOf(urn)} ${name}`),
    );
    return names.sort().map((name) => `    ${name}: ${clip(told(inputs[name]), VALUE_LENGTH)}`);
}

const OF_THIS_MACHINE = new Set(["docker-build:index:Image context", "docker-build:index:Image dockerfile"]);

/** Names of the properties that differ. */
export function properties({ detailedDiff, diffReasons, replaceReasons }: PreviewStep): string[] {
    const detailed = Object.keys(detailedDiff ?? {});
    return [...new Set(detailed.length > 0 ? detailed : [...(diffReasons ?? []), ...(replaceReasons ?? [])])].sort();
}

function at(value: Readonly<Record<string, unknown>>, path: string): unknown {
    if (path in value) return value[path];
    return path
        .split(/[.[\]]+/)
        .filter((key) => key !== "")
        .reduce<unknown>(
            (inner, key) => (inner as Record<string, unknown> | undefined)?.[key.replaceAll('"', "")],
            value,
        );
}

function show(value: unknown): string {
    if (value === undefined) return "(none)";
    return JSON.stringify(value).replaceAll(`"${UNKNOWN}"`, "(known after deployment)");
}

/** Two long values, each from shortly before where they begin to differ. */
function around(old: string, now: string): [string, string] {
    if (old.length <= VALUE_LENGTH && now.length <= VALUE_LENGTH) return [old, now];
    let same = 0;
    while (same < old.length && old[same] === now[same]) same += 1;
    const from = Math.max(0, same - CONTEXT);
    const cut = (text: string): string => `${from > 0 ? "…" : ""}${clip(text.slice(from), VALUE_LENGTH)}`;
    return [cut(old), cut(now)];
}
