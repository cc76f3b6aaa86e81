import type { LogSources } from "./log-sources";

/** Where one secret variable's value lies in Secrets Manager. */
export interface SecretReference {
    /** ARN of the entry. */
    readonly arn: string;
    /** Of the entry's JSON object. @default the entry as a whole */
    readonly key?: string;
    /** @default AWS's `AWSCURRENT` */
    readonly stage?: string;
}

/**
 * What must not be seen of the secrets that a container was given: their values, and the password inside one that is a URL,
 * which programs like to print by itself.
 */
export async function secretTextsOf(container: string, sources: LogSources): Promise<string[]> {
    const definition = await sources.taskDefinition();
    const own = definition?.containerDefinitions?.find(({ name }) => name === container);
    return secretTexts(
        (own?.secrets ?? []).map(({ valueFrom }) => valueFrom ?? ""),
        sources.secret,
    );
}

/** The same of the references themselves, each `arn:key:stage:` or an ARN alone; an entry is read once. */
export async function secretTexts(references: readonly string[], read: LogSources["secret"]): Promise<string[]> {
    const entries = new Map<string, Promise<string>>();
    const entryOf = ({ arn, stage }: SecretReference): Promise<string> => {
        const known = entries.get(`${arn} ${stage}`) ?? read(arn, stage);
        entries.set(`${arn} ${stage}`, known);
        return known;
    };
    const values = await Promise.all(
        references.map(parseReference).map(async (from) => valueIn(await entryOf(from), from)),
    );
    return values.flatMap((value) => [value, ...passwordIn(value)]);
}

/** ECS's `arn:aws:secretsmanager:region:account:secret:name:key:stage:version`; all after the name may be empty or absent. */
export function parseReference(valueFrom: string): SecretReference {
    const parts = valueFrom.split(":");
    const [key, stage] = parts.slice(7);
    return { arn: parts.slice(0, 7).join(":"), ...(key && { key }), ...(stage && { stage }) };
}

function valueIn(text: string, { arn, key }: SecretReference): string {
    if (key === undefined) return text;
    let entry: unknown;
    try {
        entry = JSON.parse(text);
    } catch {
        // The parser's own message quotes what it read.
        throw new Error(`the secret ${arn} is not a JSON object, though its key ${key} is asked for`);
    }
    const value = (entry as Record<string, unknown> | null)?.[key];
    return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

function passwordIn(value: string): string[] {
    const [, password = ""] = /^[a-z][a-z\d+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(value) ?? [];
    try {
        return [...new Set([password, decodeURIComponent(password)])].filter((text) => text !== "");
    } catch {
        return [password];
    }
}
