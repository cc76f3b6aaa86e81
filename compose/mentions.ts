/**
 * Where a text mentions variables, by the grammar of Compose's interpolation. Only to tell people which variable is
 * missing and where: the values themselves are put in by Docker Compose.
 */
export interface Mention {
    readonly name: string;
    /** `""` for `$NAME` and `${NAME}`. */
    readonly operator: "" | ":-" | "-" | ":?" | "?" | ":+" | "+";
    /** What follows the operator: a default, an error text or a replacement. */
    readonly word: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const OPERATORS = [":-", ":?", ":+", "-", "?", "+"] as const;

/** The mentions in a text, outermost only. */
export function findMentions(text: string): Mention[] {
    const mentions: Mention[] = [];
    for (let at = text.indexOf("$"); at >= 0 && at < text.length - 1; at = text.indexOf("$", at)) {
        if (text[at + 1] === "$") {
            at += 2;
            continue;
        }
        const braced = text[at + 1] === "{";
        const name = NAME.exec(text.slice(at + (braced ? 2 : 1)))?.[0];
        if (name === undefined) {
            at += 1;
        } else if (!braced) {
            mentions.push({ name, operator: "", word: "" });
            at += 1 + name.length;
        } else {
            const end = closingBrace(text, at + 2);
            const inside = text.slice(at + 2 + name.length, end);
            const operator = OPERATORS.find((candidate) => inside.startsWith(candidate)) ?? "";
            mentions.push({ name, operator, word: inside.slice(operator.length) });
            at = end + 1;
        }
    }
    return mentions;
}

/** Position of the `}` that ends what starts at `from`, or the end of the text. */
function closingBrace(text: string, from: number): number {
    let depth = 1;
    for (let at = from; at < text.length; at += 1) {
        if (text[at] === "{" && text[at - 1] === "$") depth += 1;
        if (text[at] === "}") depth -= 1;
        if (depth === 0) return at;
    }
    return text.length;
}

/** A variable that a text needs and nobody gives. `reason` is the file's own error text (`${NAME:?reason}`). */
export interface MissingVariable {
    readonly name: string;
    readonly reason?: string;
}

/** What a text needs, judged as Compose would: a default's own variables count only where the default is taken. */
export function missingIn(text: string, given: ReadonlyMap<string, string>): MissingVariable[] {
    return findMentions(text).flatMap((mention): MissingVariable[] => {
        const value = given.get(mention.name);
        const has = value !== undefined && !(mention.operator.startsWith(":") && value === "");
        switch (mention.operator) {
            case "":
                return has ? [] : [{ name: mention.name }];
            case ":-":
            case "-":
                return has ? [] : missingIn(mention.word, given);
            case ":?":
            case "?":
                return has ? [] : [{ name: mention.name, ...(mention.word ? { reason: mention.word } : {}) }];
            case ":+":
            case "+":
                return has ? missingIn(mention.word, given) : [];
        }
    });
}

/** Every variable that a text mentions, nested ones too. */
export function mentionedNames(text: string): string[] {
    return findMentions(text).flatMap((mention) => [mention.name, ...mentionedNames(mention.word)]);
}
