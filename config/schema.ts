import { z } from "zod";
import type { AppSettings, SecretSource, ServiceSettings, Target } from "../components/app-settings";
import { ENVIRONMENT_KEYS } from "./environment-schema";
import { hostName, must, whole } from "./values";

export { environment } from "./environment-schema";

export const TARGETS = [
    "local",
    "app-runner",
    "ecs-express",
    "ecs-fargate",
    "ec2-compose",
] as const satisfies readonly Target[];

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VARIABLE_NAME = "a variable's name (letters, digits and _)";

function isCidr(value: string): boolean {
    const [, address = "", length] = /^([\d.]+|[0-9a-fA-F:]+)\/(\d{1,3})$/.exec(value) ?? [];
    if (address.includes(":")) return Number(length) <= 128;
    const bytes = address.split(".");
    return bytes.length === 4 && bytes.every((byte) => byte !== "" && Number(byte) <= 255) && Number(length) <= 32;
}

const path = must("a path of at most three parts, such as /api, without * and ?", (value) =>
    /^(\/[A-Za-z0-9._~$&+@:-]+){1,3}$/.test(value),
);

const service = z
    .strictObject({
        cpu: whole(1, 196_608).optional(),
        memory: whole(4, 1_048_576).optional(),
        min: whole(0, 1000).optional(),
        max: whole(1, 1000).optional(),
        spot: z.boolean().optional(),
        exec: z.boolean().optional(),
        egress: z.array(whole(1, 65_535)).optional(),
        health: z
            .union([z.literal(false), z.string()])
            .refine((value) => value === false || value.startsWith("/"), {
                error: "a path such as /health, or false for a service without HTTP",
            })
            .optional(),
        path: path.optional(),
        priority: whole(1, 50_000).optional(),
    })
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
        path: ["max"],
        error: "a number that is not below `min`",
    })
    .transform(({ memory, ...rest }): ServiceSettings => ({
        ...rest,
        ...(memory === undefined ? {} : { memoryMiB: memory }),
    }));

const source = z
    .string()
    .refine(
        (value) => value === "config" || value === "generated" || /^arn:aws[\w-]*:secretsmanager:[^\s]+$/.test(value),
        {
            error: "`config`, `generated` or the ARN of a Secrets Manager entry",
        },
    )
    .transform((value): SecretSource => {
        if (value === "config" || value === "generated") return { from: value };
        return { from: "arn", arn: value };
    });

const secretName = must(VARIABLE_NAME, (name) => NAME.test(name));
const secrets = z
    .union([z.array(secretName), z.record(z.string(), z.string())], {
        error: "a list of variables, such as [DB_PASSWORD], or a mapping, such as { DB_PASSWORD: generated }",
    })
    .transform((value) => (Array.isArray(value) ? Object.fromEntries(value.map((name) => [name, "config"])) : value))
    .pipe(z.record(secretName, source));

const variables = z.record(
    must(
        "a variable's name (letters, digits and _) that Compose and Docker do not use themselves",
        (name) => NAME.test(name) && !/^(COMPOSE|DOCKER)_/.test(name),
    ),
    z.union([z.string(), z.number(), z.boolean()], { error: "text, a number or true or false" }).transform(String),
);

const port = whole(1, 65_535);
export const app = z.strictObject({
    target: z.enum(TARGETS),
    compose: z.string().optional(),
    secrets: secrets.optional(),
    variables: variables.optional(),
    profiles: z.array(z.string()).optional(),
    without: z.array(z.string()).optional(),
    services: z.record(z.string(), service).optional(),
    publish: z.record(z.string(), port).optional(),
    domain: hostName.optional(),
    signIn: z.boolean().optional(),
    allow: z.array(must("a CIDR block such as 203.0.113.7/32", isCidr)).optional(),
});

/** What the app's settings say, with everything that they leave out. */
export function appSettings(name: string, raw: z.output<typeof app>): AppSettings {
    return {
        target: raw.target,
        compose: raw.compose ?? `docker/${name}/compose.yaml`,
        secrets: raw.secrets ?? {},
        variables: raw.variables ?? {},
        profiles: raw.profiles ?? [],
        without: raw.without ?? [],
        services: raw.services ?? {},
        publish: raw.publish ?? {},
        ...(raw.domain === undefined ? {} : { domain: raw.domain }),
        ...(raw.signIn === undefined ? {} : { signIn: raw.signIn }),
        allow: raw.allow ?? [],
    };
}

export const KEYS = {
    stack: ["apps", "environment", "labelKey", "profile"],
    app: Object.keys(app.shape),
    service: ["cpu", "memory", "min", "max", "health", "spot", "exec", "egress", "path", "priority"],
    ...ENVIRONMENT_KEYS,
} as const;
