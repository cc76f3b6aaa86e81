import type { AppSettings, ManagedSettings } from "../../components/app-settings";
import type { EnvValue } from "../../components/env-value";
import type { ManagedPlan } from "../../components/managed/plan";
import { error, type Issue } from "../issue";
import type { ComposeProject, ServiceConfig } from "../types";
import { prefixOf } from "./names";
import { engineVersion } from "./version";

/** One service that AWS is to run. */
export interface Candidate {
    readonly project: ComposeProject;
    readonly settings: AppSettings;
    readonly name: string;
    readonly service: ServiceConfig;
    readonly managed: ManagedSettings;
    readonly usedBy: readonly string[];
}

/** What becomes of it; none where its version, owner or database cannot be told. */
export function managedPlan(candidate: Candidate, issues: Issue[]): ManagedPlan | undefined {
    const { project, name, service, managed, usedBy } = candidate;
    const { engine, restoreFrom } = managed;
    const found = engineVersion(engine, service.image, managed.version);
    if ("problem" in found) {
        const at =
            managed.version === undefined
                ? `${project.file}: services.${name}.image`
                : `slipway:apps.${project.name}.managed.${name}.version`;
        issues.push(error(at, found.problem));
        return undefined;
    }
    const shared = {
        version: found.version,
        prefix: prefixOf(name),
        usedBy,
        ...(restoreFrom !== undefined && { restoreFrom }),
    };
    if (engine !== "postgres") {
        return { engine, ...shared, ...(managed.class !== undefined && { nodeType: managed.class }) };
    }
    const userName = ownName(candidate, "POSTGRES_USER", "postgres", issues);
    const databaseName = ownName(candidate, "POSTGRES_DB", userName ?? "postgres", issues);
    if (userName === undefined || databaseName === undefined) return undefined;
    return {
        engine,
        ...shared,
        userName,
        databaseName,
        ...(managed.class !== undefined && { instanceClass: managed.class }),
        ...(managed.storageGiB !== undefined && { storageGiB: managed.storageGiB }),
    };
}

/** RDS keeps these for itself. */
const RESERVED = ["admin", "rdsadmin"];

function ownName(
    { project, name, service }: Candidate,
    variable: string,
    otherwise: string,
    issues: Issue[],
): string | undefined {
    const at = `${project.file}: services.${name}.environment.${variable}`;
    const value = service.environment[variable];
    // `POSTGRES_USER: ${DB_USER:-app}` is the name that its own user is told.
    if (value === undefined || isOwnOutput(value, name)) return otherwise;
    if (value.kind !== "plain") {
        issues.push(error(at, "must be known before deployment, as AWS makes the database with it: write it out."));
        return undefined;
    }
    if (!/^[a-z_][a-z0-9_]{0,62}$/i.test(value.value) || /^pg_/i.test(value.value) || RESERVED.includes(value.value)) {
        const what = `is ${JSON.stringify(value.value)}, which RDS does not take: letters, digits and _, at most 63, not ${RESERVED.join(", ")} and not from pg_ on.`;
        issues.push(error(at, what));
        return undefined;
    }
    return value.value;
}

function isOwnOutput(value: EnvValue, service: string): boolean {
    return value.kind === "output" && [`${prefixOf(service)}_USER`, `${prefixOf(service)}_NAME`].includes(value.name);
}

/** A plan's part about what AWS runs; nothing where there is none. */
export function managedPlans({ managed = {} }: ComposeProject): { managed?: Record<string, ManagedPlan> } {
    const plans = Object.entries(managed).map(([name, { plan }]): [string, ManagedPlan] => [name, plan]);
    return plans.length > 0 ? { managed: Object.fromEntries(plans) } : {};
}
