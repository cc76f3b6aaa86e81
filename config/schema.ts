import { z } from "zod";
import type { AppSettings, ManagedSettings, SecretSource, ServiceSettings, Target } from "../components/app-settings";
import { ALARM_FIELDS, ALARM_KEYS, appAlarms } from "./alarms-schema";
import { cidr } from "./cidr";
import { ENVIRONMENT_FIELDS, ENVIRONMENT_KEYS } from "./environment-schema";
import { hostName, imageName, must, told, whole } from "./values";

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

const path = must("a path of at most three parts, such as /api, without * and ?", (value) =>
    /^(\/[A-Za-z0-9._~$&+@:-]+){1,3}$/.test(value),
);

const names = z.array(z.string().meta({ value: "names" }));
const health = "a path such as /health, or false for a service without HTTP";
const serviceFields = z.strictObject({
    image: told(
        imageName("ghcr.io/acme/shop-web:main-0123abc").optional(),
        "an image that is there already, in the place of the file's `build`: " +
            "[deploying one](deploying.md#an-image-that-is-there-already)",
        "it is built",
    ),
    cpu: told(whole(1, 196_608).optional(), "CPU units, 1024 to a vCPU", "Compose's limits, or 256"),
    memory: told(whole(4, 1_048_576).optional(), "MiB", "Compose's limits, or 512"),
    min: told(
        whole(0, 1000).optional(),
        "fewest copies; where `max` is another number, as many run as keep the CPU at 60 %",
        "Compose's `deploy.replicas`",
    ),
    max: told(whole(1, 1000).optional(), "most copies", "as many as `min`"),
    spot: told(z.boolean().optional(), "AWS's spare machines: cheaper, stopped at any time", "`false`"),
    exec: told(z.boolean().optional(), "people may open a shell in the container", "`false`"),
    egress: told(
        z.array(whole(1, 65_535)).optional(),
        "ports on which it may call out",
        "443, and those in its variables",
    ),
    discovers: told(
        names.optional(),
        "services of the app whose every copy it finds by DNS, as a Prometheus must: on `ecs-fargate` their names in its variables and command " +
            "become names in a private zone that answer with the address of each task, of eight at most " +
            "([why](decisions.md#services-on-ecs-fargate)); on `local` and `ec2-compose` Docker's DNS does so by itself",
        "a name leads to one copy at a time",
    ),
    vpc: told(
        z.boolean().optional(),
        "on `app-runner`: it calls out through the stack's network",
        "`false`: right to the internet",
    ),
    health: told(
        z
            .union([z.literal(false), z.string()])
            .refine((value) => value === false || value.startsWith("/"), { error: health })
            .meta({ value: health })
            .optional(),
        "what the load balancer (or the host) asks by HTTP; on `ecs-fargate` the container's check too, where it is one curl or wget",
        "the path in the Compose check's URL, or `/health`",
    ),
    path: told(path.optional(), "of the app's domain, it answers only under this path", "everywhere"),
    priority: told(
        whole(1, 50_000).optional(),
        "place among the load balancer's rules",
        "follows from domain and path",
    ),
});
const service = serviceFields
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
        path: ["max"],
        error: "a number that is not below `min`",
    })
    .transform(({ memory, ...rest }): ServiceSettings => ({
        ...rest,
        ...(memory === undefined ? {} : { memoryMiB: memory }),
    }));

/**
 * Whole: the task's role is let in to exactly this ARN. Secrets Manager finds an entry by an ARN without its last six characters, too, and ECS
 * takes one with a key after it, but then IAM compares another text than the one that stands in the role's policy, and no task starts.
 */
const WHOLE_SECRET_ARN = /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d+:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;

const source = z
    .string()
    .refine((value) => value === "config" || value === "generated" || WHOLE_SECRET_ARN.test(value), {
        error:
            "`config`, `generated` or the whole ARN of a Secrets Manager entry, which ends with - and six characters " +
            "(aws secretsmanager describe-secret --secret-id <name> --query ARN)",
    })
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

const ENGINES = ["postgres", "redis", "valkey"] as const;
/** `postgres`, or the engine with more. */
const managedFields = z.strictObject({
    engine: told(z.enum(ENGINES), "what AWS runs", "refused"),
    version: told(
        z.coerce
            .string()
            .refine((value) => /^\d+(\.\d+)?$/.test(value), { error: "a version such as 16" })
            .meta({ value: "a version such as 16" })
            .optional(),
        "of the engine, where the image's tag does not say it",
        "the image's",
    ),
    class: told(
        must("a class such as db.t4g.small, of a database, or cache.t4g.small, of a cache", (value) =>
            /^(db|cache)\.[a-z0-9]+\.[a-z0-9]+$/.test(value),
        ).optional(),
        "how big its machine is",
        "the smallest on `dev`, the next on `prod`",
    ),
    storage: told(whole(20, 65_536).optional(), "GiB of a database at first", "20"),
    restoreFrom: told(
        must("the name or the ARN of a snapshot", (value) => /^[\w:/.-]+$/.test(value)).optional(),
        "what it is made from: see [restoring](managed-data.md#going-back-restoring-from-a-backup)",
        "it begins empty",
    ),
});
const managedService = z
    .unknown()
    .refine((value) => typeof value !== "string" || (ENGINES as readonly string[]).includes(value), {
        error: "postgres, redis or valkey, or a mapping such as { engine: postgres, class: db.t4g.small }",
        abort: true,
    })
    .transform((value) => (typeof value === "string" ? { engine: value } : value))
    .pipe(managedFields)
    .transform(({ storage, ...rest }): ManagedSettings => ({
        ...rest,
        ...(storage === undefined ? {} : { storageGiB: storage }),
    }));

const port = whole(1, 65_535);
export const app = z.strictObject({
    target: told(z.enum(TARGETS), "where it runs: [the targets](README.md#targets)", "refused"),
    compose: told(
        z.string().meta({ value: "a path" }).optional(),
        "the Compose file, or its model as `docker compose config --format json` renders it (`.json`)",
        "`docker/<app>/compose.yaml`",
    ),
    commit: told(
        must("a commit's hash (7 to 40 hexadecimal digits)", (value) => /^[0-9a-f]{7,40}$/.test(value)).optional(),
        "the app's files are taken from that commit: [going back](operating.md#go-back)",
        "the work tree",
    ),
    secrets: told(
        secrets
            .meta({
                value: "`[NAME]`, or `{ NAME: config }`, `{ NAME: generated }`, `{ NAME: <ARN of an entry> }`",
            })
            .optional(),
        "variables of the Compose file whose values are secret: [secrets](secrets.md)",
        "none",
    ),
    variables: told(
        variables.meta({ value: "`{ NAME: value }`" }).optional(),
        "values of `${NAME}` in the Compose file that are not secret",
        "the Compose file's defaults",
    ),
    profiles: told(names.optional(), "Compose profiles to be deployed", "none"),
    without: told(
        names.optional(),
        "Compose services that are not deployed here; give their users an address by `variables` or `secrets`",
        "none",
    ),
    managed: told(
        z
            .record(z.string(), managedService)
            .meta({ value: "`{ service: engine }`, or with more, see below" })
            .optional(),
        "Compose services that AWS runs instead of a container: [databases and caches](managed-data.md)",
        "none",
    ),
    services: told(
        z.record(z.string(), service).meta({ value: "`{ service: … }`, see below" }).optional(),
        "sizes and the like of single services",
        "see there",
    ),
    publish: told(
        z.record(z.string(), port).meta({ value: "`{ service: port }`" }).optional(),
        "another port than Compose's",
        "Compose's",
    ),
    domain: told(
        hostName.optional(),
        "its name, reached by TLS; right under the environment's `domain`",
        "the published port, for `allow` only",
    ),
    signIn: told(z.boolean().optional(), "`false`: this app is reached without signing in", "as the environment says"),
    allow: told(
        z.array(cidr).optional(),
        "who may connect",
        "everybody to a `domain`; to a port it is required on AWS",
    ),
    alarms: told(
        appAlarms
            .meta({ value: "`true`, `false`, or when they go off: `{ errors: 10, latencySeconds: 2 }`, see below" })
            .optional(),
        "whether [alarms](alarms.md) watch it",
        "as `slipway:alarms` says",
    ),
});

/** What stands under `slipway:` in a stack's settings. Each is read by itself: see config.ts. */
export const stack = z.strictObject({
    alarms: told(
        z.unknown().meta({ value: "`true`, `false`, or who is told, see below" }),
        "whether [alarms](alarms.md) watch the apps on AWS, and whom they tell",
        "on with `prod`, off with `dev`",
    ),
    apps: told(
        z.record(z.string(), app).meta({ value: "`{ app: … }`, see below" }),
        "the apps of the stack, each described by a Compose file",
        "refused",
    ),
    environment: told(
        z.unknown().meta({ value: "a mapping, see below" }),
        "what the apps share: network, cluster, load balancer, host, domain",
        "made anew, as the profile says",
    ),
    expires: told(
        z.iso.datetime().meta({ value: "a time in UTC such as `2026-12-01T12:00:00Z`" }).optional(),
        "from when on nobody needs the stack; it is a stack output, too. `slipway pr up` writes it, and `slipway pr sweep` removes a pull request's stack then; of any other stack it is only told",
        "no end",
    ),
    labelKey: told(
        z.string().meta({ value: "at least 32 characters, encrypted" }).optional(),
        "key of the labels that stand for secret values in previews: one for each stack, never changed without need (every service would be released anew)",
        "refused, where a secret comes from configuration",
    ),
    profile: told(z.enum(["dev", "prod"]).optional(), "which defaults apply, see below", "`dev`"),
});

/** What the app's settings say, with everything that they leave out. */
export function appSettings(name: string, raw: z.output<typeof app>): AppSettings {
    return {
        target: raw.target,
        compose: raw.compose ?? `docker/${name}/compose.yaml`,
        ...(raw.commit === undefined ? {} : { commit: raw.commit }),
        secrets: raw.secrets ?? {},
        variables: raw.variables ?? {},
        profiles: raw.profiles ?? [],
        without: raw.without ?? [],
        ...(raw.managed === undefined ? {} : { managed: raw.managed }),
        services: raw.services ?? {},
        publish: raw.publish ?? {},
        ...(raw.domain === undefined ? {} : { domain: raw.domain }),
        ...(raw.signIn === undefined ? {} : { signIn: raw.signIn }),
        allow: raw.allow ?? [],
        ...(raw.alarms === undefined ? {} : { alarms: raw.alarms }),
    };
}

export const KEYS = {
    stack: Object.keys(stack.shape),
    app: Object.keys(app.shape),
    service: Object.keys(serviceFields.shape),
    managed: Object.keys(managedFields.shape),
    ...ENVIRONMENT_KEYS,
    ...ALARM_KEYS,
} as const;

/** The mappings that settings are made of, for their documentation. */
export const FIELDS = {
    stack,
    app,
    service: serviceFields,
    managed: managedFields,
    ...ENVIRONMENT_FIELDS,
    ...ALARM_FIELDS,
} as const;
