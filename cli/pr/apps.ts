import { nameOf } from "../../tools/urn";
import { structured, type Base } from "./base";

/** What a pull request's environment runs. */
export interface PullRequestApps {
    /** The value of `slipway:apps`. */
    readonly apps: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Apps of the base that it does not run, and why. */
    readonly left: Readonly<Record<string, string>>;
}

/** A host name of the app's own, right under the domain: the certificate holds for it. */
const hostOf = (name: string, app: string, domain: string): string => `${name}-${app}.${domain}`;

/**
 * The base's apps as they are for one pull request: at host names of their own, one copy of each service, on Spot. What would be shared, or costs
 * more than an hour's look is worth, stays out: apps with managed databases, those that no host name leads to, and those behind a sign-in.
 */
export function appsFor(base: Base, name: string, domain: string): PullRequestApps {
    const all = structured(base, "slipway:apps") as Record<string, Record<string, unknown>>;
    const { signIn } = structured(base, "slipway:environment");
    const apps: Record<string, Record<string, unknown>> = {};
    const left: Record<string, string> = {};
    for (const [app, settings] of Object.entries(all)) {
        const reason = staysOut(settings, signIn !== undefined);
        if (reason !== undefined) {
            left[app] = reason;
            continue;
        }
        // Nobody is woken up for a pull request.
        const { commit: _commit, signIn: _signIn, alarms: _alarms, ...rest } = settings;
        apps[app] = {
            ...rest,
            domain: hostOf(name, app, domain),
            services: onSpot(base, app, Object.keys(all), settings),
        };
    }
    return { apps, left };
}

function staysOut(
    { target, domain, managed, signIn }: Readonly<Record<string, unknown>>,
    peopleSignIn: boolean,
): string | undefined {
    if (target !== "ecs-fargate") return `it runs on ${String(target)}, which shares nothing with another stack`;
    if (domain === undefined) return "it has no domain, and its port of the load balancer is taken";
    if (managed !== undefined) return "it has managed data, which is not made for each pull request";
    // Without it the app would be open to everybody.
    if (peopleSignIn && signIn !== false)
        return "people sign in to it, and the identity provider knows the base's host name only";
    return undefined;
}

/** Every service of the app on Spot, with the base's sizes. Copies are the profile's least; places among the rules are found anew. */
function onSpot(base: Base, app: string, apps: readonly string[], { services }: Readonly<Record<string, unknown>>) {
    const given = (services ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const names = new Set([...Object.keys(given), ...deployedServices(base, app, apps)]);
    return Object.fromEntries(
        [...names].sort().map((service) => {
            // Its image is the pull request's own.
            const { image: _image, min: _min, max: _max, priority: _priority, ...rest } = given[service] ?? {};
            return [service, { ...rest, spot: true }];
        }),
    );
}

/** The Compose services of an app that the base runs: its ECS services are called `<app>-<service>`. */
function deployedServices({ resources }: Base, app: string, apps: readonly string[]): string[] {
    return resources.flatMap(({ type, urn }) => {
        const name = nameOf(urn);
        if (type !== "aws:ecs/service:Service" || !name.startsWith(`${app}-`)) return [];
        // `shop-admin-web` is of the app shop-admin, where there is one.
        const isOther = apps.some((other) => other.length > app.length && name.startsWith(`${other}-`));
        return isOther ? [] : [name.slice(app.length + 1)];
    });
}
