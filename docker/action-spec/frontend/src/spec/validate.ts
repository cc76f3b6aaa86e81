/** The backend's rules, applied while typing. The backend applies them again on save: it has the last word. */
import type { FieldRule, Issue } from "../api";
import { type Field, parse, type Value, valueAt } from "./document";

export function problemOf(rule: FieldRule, value: Value | undefined): string {
    if (value === undefined || value === null || value === "") return rule.required ? `${rule.label} is required.` : "";
    if (rule.type === "boolean") return typeof value === "boolean" ? "" : `${rule.label} must be true or false.`;
    if (typeof value !== "string") return `${rule.label} must be text.`;
    if (rule.fixed !== undefined && value !== rule.fixed) return `${rule.label} must be "${rule.fixed}".`;
    if (rule.pattern && !new RegExp(`^(?:${rule.pattern})$`).test(value)) {
        return `${rule.label} cannot be "${value}". ${rule.hint ?? ""}`.trim();
    }
    return "";
}

/** Everything wrong with the text, each with the path of its field ("" for the text as a whole). */
export function issuesOf(text: string, rules: FieldRule[]): Issue[] {
    const { document, error } = parse(text);
    if (error) return [{ path: "", message: `Line ${error.line}: ${error.message}` }];
    return rules.flatMap((rule) => {
        const message = problemOf(rule, valueAt(document, rule.path));
        return message ? [{ path: rule.path, message }] : [];
    });
}

/** What a person typed into a field, as the type that the field has; undefined when it is none. */
export function typedValue(field: Pick<Field, "kind">, input: string): Value | undefined {
    if (field.kind === "list") {
        return input
            .split("\n")
            .map((line) => line.trim())
            .filter(Boolean);
    }
    if (field.kind !== "number") return input;
    const number = Number(input.trim().replace(",", "."));
    return input.trim() !== "" && Number.isFinite(number) ? number : undefined;
}
