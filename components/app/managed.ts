import type * as pulumi from "@pulumi/pulumi";
import type { Watched } from "../alarms/watched";
import { Cache } from "../cache";
import { Database } from "../database";
import type { CalledService } from "../fargate/connection";
import type { OutputValue } from "../managed/output-value";
import type { DataEnvironment } from "../managed/place";
import type { ManagedPlan } from "../managed/plan";
import { homesOfApp } from "./homes";

/** What of an app AWS runs itself. */
export interface ManagedServices {
    /** What its services are told, by variable: `DB_HOST` and so on. */
    readonly outputs: Readonly<Record<string, OutputValue>>;
    /** Whom a service or job may connect to besides services of its app. */
    readonly reachedBy: (service: string) => readonly CalledService[];
    /** All of them that anything connects to. */
    readonly all: readonly CalledService[];
    /** What of them `Alarms` can watch. */
    readonly watched: readonly Watched[];
    /** To be waited for before anything of the app starts. */
    readonly ready: readonly pulumi.Resource[];
}

export interface ManagedServicesArgs {
    readonly environment: DataEnvironment;
    /** By Compose's name of the service. */
    readonly plans?: Readonly<Record<string, ManagedPlan>>;
}

/** An app's databases and caches, as children of the app. They stay when the app moves to another target. */
export function managedServices(
    name: string,
    { environment, plans = {} }: ManagedServicesArgs,
    app: pulumi.Resource,
): ManagedServices {
    const opts = { parent: app, aliases: homesOfApp(name) };
    const made = Object.entries(plans).map(([service, plan]) => {
        const full = `${name}-${service}`;
        const { prefix, usedBy } = plan;
        const component =
            plan.engine === "postgres"
                ? new Database(full, { environment, ...settingsOf(plan) }, opts)
                : new Cache(full, { environment, ...settingsOf(plan) }, opts);
        return { full, prefix, usedBy, component };
    });
    const called = made.map(({ full, usedBy, component: { securityGroupId, port } }) => ({
        usedBy,
        called: { name: full, securityGroupId, ports: [port] } satisfies CalledService,
    }));
    const reached = (by: (usedBy: readonly string[]) => boolean) =>
        called.filter(({ usedBy }) => by(usedBy)).map((one) => one.called);
    return {
        outputs: Object.fromEntries(
            made.flatMap(({ prefix, component }) =>
                Object.entries(component.outputs).map(([part, value]) => [`${prefix}_${part}`, value]),
            ),
        ),
        reachedBy: (service) => reached((usedBy) => usedBy.includes(service)),
        all: reached((usedBy) => usedBy.length > 0),
        watched: made.map(({ component }) => component.watched),
        ready: made.map(({ component }) => component),
    };
}

/** The plan without what is the app's business. */
function settingsOf<Plan extends ManagedPlan>({ prefix: _prefix, usedBy: _users, ...settings }: Plan) {
    return settings;
}
