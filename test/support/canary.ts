import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A secret value with every character that quoting, templating or encoding may trip over. */
export function canary(): string {
    return `canary$${Math.random().toString(36).slice(2, 12)}"@%\nx'\\`;
}

/** The forms in which a value may hide in a text. */
export function encodings(value: string): string[] {
    const json = JSON.stringify(value).slice(1, -1);
    const bytes = Buffer.from(value, "utf8");
    // Base64 of a text that holds the value somewhere: three alignments, without the ends that depend on what is around.
    const base64 = [0, 1, 2].map((shift) =>
        Buffer.concat([Buffer.alloc(shift), bytes])
            .toString("base64")
            .slice(4, -4),
    );
    return [
        ...new Set([
            value,
            json,
            JSON.stringify(json).slice(1, -1),
            encodeURIComponent(value),
            bytes.toString("hex"),
            ...base64,
        ]),
    ];
}

/** Files below a folder that hold the value in any form. */
export function filesWith(folder: string, value: string): string[] {
    const forms = encodings(value).map((form) => Buffer.from(form, "utf8"));
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => join(folder, name))
        .filter((file) => statSync(file).isFile())
        .filter((file) => {
            const content = readFileSync(file);
            return forms.some((form) => content.includes(form));
        });
}

/** Whether a text holds the value in any form. */
export function holds(text: string, value: string): boolean {
    return encodings(value).some((form) => text.includes(form));
}
