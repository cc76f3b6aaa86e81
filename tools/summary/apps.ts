import type { ServiceRelease } from "../../provider/contract";
import { describeService, shortImage } from "../../provider/core/describe";
import { nameOf, typeOf } from "../urn";
import { dangers } from "./dangers";
import { code } from "./escape";
import { type Owner, owners } from "./owners";
import type { PreviewStep } from "./preview";
import { changed } from "./raw";

/** What a preview does to one app, as lines of Markdown. */
export interface AppSummary extends Owner {
    readonly change: "new" | "removed" | "changed";
    /** One a service, in the words of the Compose file. */
    readonly lines: readonly string[];
    /** Whether there is a new release of it, even where no word of it differs. */
    readonly released: boolean;
    /** What must not be overlooked. */
    readonly dangers: readonly string[];
}

/** The apps that change, by name. */
export function appSummaries(steps: readonly PreviewStep[]): AppSummary[] {
    const ownerOf = owners(steps);
    const groups = new Map<string, { owner: Owner; own: PreviewStep[]; app?: PreviewStep }>();
    for (const step of steps) {
        const owner = ownerOf(step);
        if (owner === undefined) continue;
        const key = `${owner.app} ${owner.target}`;
        const group = groups.get(key) ?? { owner, own: [] };
        group.own.push(step);
        groups.set(key, group);
    }
    return [...groups]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, { owner, own }]) => {
            const steps = changed(own);
            if (steps.length === 0) return [];
            const ofApp = own.find(
                ({ urn }) => typeOf(urn).startsWith("slipway:components:") && nameOf(urn) === owner.app,
            );
            const change = ofApp?.op === "create" ? "new" : ofApp?.op === "delete" ? "removed" : "changed";
            const lines = steps.flatMap((step) => [...releaseLines(step, owner.app), ...jobLines(step, owner.app)]);
            // A new app's access list is news; that it is made of new resources is not.
            const released = steps.some(({ urn }) => typeOf(urn) === "slipway:index:Release");
            return [{ ...owner, change, released, lines, dangers: [...new Set(steps.flatMap(dangers))] }];
        });
}

function releaseLines(step: PreviewStep, app: string): string[] {
    if (typeOf(step.urn) !== "slipway:index:Release") return [];
    const [before, after] = [services(step.oldState?.inputs), services(step.newState?.inputs)];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => {
        const [old, now] = [
            step.op === "create" ? undefined : before[name],
            step.op === "delete" ? undefined : after[name],
        ];
        const title = `**${inCompose(name, app)}**`;
        if (now === undefined) return old === undefined ? [] : [`${title}: removed`];
        if (old === undefined) return [`${title}: new, ${facts(now).map(code).join(", ")}`];
        const differs = describeService(old, now);
        return differs.length > 0 ? [`${title}: ${differs.map(code).join(", ")}`] : [];
    });
}

function facts({ image, size, health }: ServiceRelease): string[] {
    return [shortImage(image), ...(size === undefined ? [] : [size]), ...(health === undefined ? [] : [health])];
}

function jobLines({ op, urn }: PreviewStep, app: string): string[] {
    if (typeOf(urn) !== "slipway:index:Job" || op === "delete") return [];
    return [`**${inCompose(nameOf(urn), app)}** runs once, before what waits for it`];
}

/** Resources of an app are called `shop-web`; in the Compose file it is `web`. */
function inCompose(name: string, app: string): string {
    return name.startsWith(`${app}-`) ? name.slice(app.length + 1) : name;
}

function services(inputs: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, ServiceRelease>> {
    const given = (inputs?.services ?? {}) as Readonly<Record<string, Partial<ServiceRelease>>>;
    return Object.fromEntries(
        Object.entries(given).map(([name, { image = "", variables = {}, secrets = {}, ...rest }]) => [
            name,
            { image, variables, secrets, ...rest },
        ]),
    );
}
