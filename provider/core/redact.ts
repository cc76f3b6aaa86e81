/** Stands where a secret stood. */
const MASK = "[secret]";
/** Shorter values (`1`, `on`) would blank half of a log; they are masked only where they stand alone. */
const SHORT = 4;

/**
 * A function that takes known secrets out of a text: the values themselves, their lines (a log splits at newlines), and
 * their JSON, URL, form, base64 and hexadecimal encodings.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
    const forms = [...new Set(secrets.flatMap(encodings))].filter((form) => form !== "").sort(longestFirst);
    if (forms.length === 0) return (text) => text;
    const pattern = new RegExp(forms.map(toPattern).join("|"), "g");
    return (text) => text.replace(pattern, MASK);
}

function encodings(secret: string): string[] {
    const bytes = Buffer.from(secret, "utf8");
    const lines = secret.includes("\n") ? secret.split(/\r?\n/).filter((line) => line.length >= SHORT) : [];
    return [secret, ...lines].flatMap((text) => [
        text,
        JSON.stringify(text).slice(1, -1),
        encodeURIComponent(text),
        encodeURI(text),
        new URLSearchParams({ "": text }).toString().slice(1),
        ...(text === secret ? base64Forms(bytes) : []),
        bytes.toString("hex"),
    ]);
}

/** Base64 of a text inside a longer one depends on where it starts: the part that is the same at each of the three offsets. */
function base64Forms(bytes: Buffer): string[] {
    if (bytes.length < 2 * SHORT) return [bytes.toString("base64"), bytes.toString("base64url")];
    const inner = [0, 1, 2].flatMap((offset) => {
        const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
        const start = Math.ceil((offset * 8) / 6);
        const end = Math.floor((padded.length * 8) / 6);
        return [padded.toString("base64").slice(start, end), padded.toString("base64url").slice(start, end)];
    });
    return [bytes.toString("base64"), bytes.toString("base64url"), ...inner];
}

function longestFirst(a: string, b: string): number {
    return b.length - a.length;
}

function toPattern(form: string): string {
    const literal = form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return form.length >= SHORT ? literal : `(?<![\\w-])${literal}(?![\\w-])`;
}
