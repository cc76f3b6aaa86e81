import { z } from "zod";
import { FIELDS } from "../../config/schema";
import { table } from "./table";

/** What a key of the schema says of itself; see `told` in config/values.ts. */
interface Told {
    readonly description?: string;
    readonly without?: string;
    readonly value?: string;
    readonly type?: string;
    readonly enum?: readonly unknown[];
    readonly items?: Told;
}

const HEAD = `# Configuration

Every setting of a stack, from the schema that reads them. A key that is not here is refused, and so is a value that is not of the form given; all that is wrong is
told at once ([the messages](settings-errors.md)). Settings stand in \`Pulumi.<stack>.yaml\` under \`config:\`; \`pulumi config set --path\` writes single ones:

\`\`\`sh
pulumi config set --path 'slipway:apps.shop.target' ecs-fargate
pulumi config set --path 'slipway:apps.shop.services.web.memory' 1024
\`\`\`

What an app *is* belongs in its Compose file ([what each target makes of each key](targets.md)); what a stack *gives it* belongs here.`;

const PROFILES = `|                  | \`dev\` | \`prod\` |
| --- | --- | --- |
| network | two zones, public subnets, no NAT gateway | two zones, private tasks, a NAT gateway in each |
| logs | 30 days | 365 days; the load balancer's requests too, in a bucket |
| \`pulumi destroy\` | leaves nothing but file systems (EFS) | images, file systems, secrets and the load balancer are kept or protected |
| [alarms](alarms.md) | none | on every app, with a dashboard |
| managed data | one zone, small, deleted with the stack | two zones, backups, protected: [what is made](managed-data.md#what-is-made) |`;

/** Sections of the page: a mapping of the settings each. */
const SECTIONS: readonly (readonly [title: string, about: string, fields: z.ZodObject])[] = [
    ["`slipway:apps.<app>`", "", FIELDS.app],
    [
        "`slipway:apps.<app>.services.<service>`",
        "Services are named as in the Compose file. What a target cannot do with a key it refuses.",
        FIELDS.service,
    ],
    ["`slipway:apps.<app>.managed.<service>`", "The engine alone (`db: postgres`), or a mapping:", FIELDS.managed],
    ["`slipway:apps.<app>.alarms`", "`true`, `false`, or a mapping:", FIELDS.thresholds],
    ["`slipway:alarms`", "`true`, `false`, or a mapping, which turns them on:", FIELDS.alarms],
    ["`slipway:environment`", "`dev` and `local` need none of it.", FIELDS.environment],
    ["`slipway:environment.network`", "Of a network that is made.", FIELDS.network],
    ["`slipway:environment.vpc`", "A network that is there.", FIELDS.vpc],
    [
        "`slipway:environment.loadBalancer`",
        "One that is there; its network is given by `vpc` beside it.",
        FIELDS.loadBalancer,
    ],
    ["`slipway:environment.signIn`", "Needs a `domain`.", FIELDS.signIn],
    ["`slipway:environment.host`", "", FIELDS.host],
];

/** docs/configuration.md. */
export function configurationPage(): string {
    return [
        HEAD,
        "## `slipway:`",
        keys(FIELDS.stack),
        `Beside them stand \`<app>:<NAME>\`, the encrypted values of the secrets that come from configuration, and what belongs to the aws provider: \`aws:region\`,
\`aws:profile\`, \`aws:assumeRoles\`, which the releases follow too.`,
        "## `slipway:profile`",
        PROFILES,
        ...SECTIONS.flatMap(([title, about, fields]) => [`## ${title}`, ...(about ? [about] : []), keys(fields)]),
    ].join("\n\n");
}

/** @throws where a key does not say what it is for: the page would have a hole */
export function keys(fields: z.ZodObject): string {
    const { properties } = z.toJSONSchema(fields, { io: "input", unrepresentable: "any" });
    const rows = Object.entries(properties as Readonly<Record<string, Told>>).map(([key, told]) => {
        const value = valueOf(told);
        if (!told.description || !told.without || !value) {
            throw new Error(`${key}: its schema tells no purpose, no default or no form: write told(…) around it`);
        }
        return [`\`${key}\``, value, told.description, told.without];
    });
    return table(["key", "value", "what it is for", "without it"], rows);
}

function valueOf({ value, type, enum: choices, items }: Told): string | undefined {
    if (type === "array") {
        const each = items && valueOf(items);
        return each && `a list: ${each}`;
    }
    if (value !== undefined) return value;
    if (choices !== undefined) return choices.map((choice) => `\`${String(choice)}\``).join(", ");
    return type === "boolean" ? "`true` or `false`" : undefined;
}
