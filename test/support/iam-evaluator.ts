/** What a role's policies allow, for the conditions that Slipway's own policies use. It knows `Allow` only: there is no `Deny` in them. */
export interface Asked {
    readonly action: string;
    /** Without one: on any resource that a statement names. */
    readonly resource?: string;
    /** Values of condition keys. A condition on a key that is not given is not met. */
    readonly context?: Readonly<Record<string, string>>;
}

interface PolicyStatement {
    readonly Sid: string;
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The first statement that allows it, or `undefined`. */
export function allowedBy(policies: readonly string[], { action, resource, context = {} }: Asked): string | undefined {
    const statements = policies.flatMap((text) => (JSON.parse(text) as { Statement: PolicyStatement[] }).Statement);
    return statements.find(
        ({ Effect, Action, Resource, Condition = {} }) =>
            Effect === "Allow" &&
            list(Action).some((one) => like(one, action)) &&
            (resource === undefined || list(Resource).some((one) => like(one, resource))) &&
            Object.values(Condition).every((keys) =>
                Object.entries(keys).every(([key, values]) =>
                    list(values).some((value) => context[key] !== undefined && like(value, context[key])),
                ),
            ),
    )?.Sid;
}

export const list = (value: string | readonly string[]): readonly string[] =>
    typeof value === "string" ? [value] : value;

function like(pattern: string, text: string): boolean {
    const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(text);
}
