import { error, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

const INSTEAD = "leave it out, or use ecs-fargate";

/** Settings of the stack that Express has no place for: refused, not dropped. */
export function settingIssues({ project, settings, name }: ServiceContext): Issue[] {
    const own = settings.services[name] ?? {};
    const { allow, domain, signIn, publish } = settings;
    const refused: readonly (readonly [path: string, isGiven: boolean, what: string])[] = [
        [
            "allow",
            allow.length > 0,
            `names who may connect, but everybody reaches an Express service, whose load balancer and groups are AWS's: ${INSTEAD}.`,
        ],
        [
            "domain",
            domain !== undefined,
            `is ${domain}, but Express gives a service one address of AWS's own, with a certificate, and takes no other: ${INSTEAD}.`,
        ],
        ["signIn", signIn !== undefined, `is given, but Express asks nobody to sign in: ${INSTEAD}.`],
        ...Object.keys(publish).map(
            (service) =>
                [
                    `publish.${service}`,
                    true,
                    "is given, but Express serves HTTPS at port 443 and nothing else: leave it out.",
                ] as const,
        ),
        [`services.${name}.spot`, own.spot === true, `is true, but Express runs on Fargate only: ${INSTEAD}.`],
        [`services.${name}.exec`, own.exec === true, `is true, but Express opens no shell: ${INSTEAD}.`],
        [
            `services.${name}.discovers`,
            own.discovers !== undefined,
            `is ${own.discovers?.join(", ") || "empty"}, but Express runs one service, which finds no other by its name: ${INSTEAD}.`,
        ],
        ...(["path", "priority"] as const).map(
            (key) =>
                [
                    `services.${name}.${key}`,
                    own[key] !== undefined,
                    `is ${own[key]}, but the rules of Express's load balancer are AWS's: leave it out.`,
                ] as const,
        ),
    ];
    return refused.flatMap(([path, isGiven, what]) =>
        isGiven ? [error(`slipway:apps.${project.name}.${path}`, what)] : [],
    );
}
