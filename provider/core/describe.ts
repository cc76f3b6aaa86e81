import type { ServiceRelease } from "../contract";
import { unknown } from "../engine/property-values";

type Services = Readonly<Record<string, ServiceRelease>>;

/**
 * What a release changes, in one sentence a service: `api: image 3f2a → 9c1d; LOG_LEVEL info → debug; secret API_KEY changed`.
 * Names and labels only, never a secret value.
 */
export function describeChanges(before: Services, after: Services): string[] {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => {
        const [old, now] = [before[name], after[name]];
        if (old === undefined) return [`${name}: new, image ${shortImage(now?.image ?? "")}`];
        if (now === undefined) return [`${name}: removed`];
        const parts = describeService(old, now);
        return parts.length > 0 ? [`${name}: ${parts.join("; ")}`] : [];
    });
}

/** The parts of one service that differ. */
export function describeService(before: ServiceRelease, after: ServiceRelease): string[] {
    const image =
        before.image === after.image ? [] : [`image ${shortImage(before.image)} → ${shortImage(after.image)}`];
    return [
        ...image,
        ...describeMap(before.variables, after.variables, (name, old, now) => `${name} ${quote(old)} → ${quote(now)}`),
        ...describeMap(before.secrets, after.secrets, (name) => `${name} changed`, "secret "),
        ...describeText("size", before.size, after.size),
        ...describeText("health", before.health, after.health),
    ];
}

function describeMap(
    before: Readonly<Record<string, string>>,
    after: Readonly<Record<string, string>>,
    changed: (name: string, old: string, now: string) => string,
    prefix = "",
): string[] {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => {
        const [old, now] = [before[name], after[name]];
        if (old === now) return [];
        if (old === undefined) return [`${prefix}${name} added`];
        if (now === undefined) return [`${prefix}${name} removed`];
        return [prefix + changed(name, old, now)];
    });
}

function describeText(name: string, before: string | undefined, after: string | undefined): string[] {
    return before === after ? [] : [`${name} ${before ?? "none"} → ${after ?? "none"}`];
}

/** A registry's host and a content hash's tail tell a reader nothing. */
export function shortImage(reference: string): string {
    const [, repository = reference, tag = ""] = /^(.*?)(?::([\w.-]+))?$/.exec(reference) ?? [];
    const name = repository.split("/").slice(-2).join("/");
    return tag === "" ? name : `${name}:${/^[0-9a-f]{16,}$/.test(tag) ? tag.slice(0, 12) : tag}`;
}

function quote(value: string): string {
    if (value.includes(unknown)) return "(known after deployment)";
    return value === "" || /\s/.test(value) ? JSON.stringify(value) : value;
}
