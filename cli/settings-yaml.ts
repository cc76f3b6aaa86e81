import { type Document, type Node, Scalar, visit } from "yaml";

/**
 * Texts that Go's YAML library, by which Pulumi reads settings, takes for numbers and times, and this one does not, so that it writes them
 * without quotes: `1_000`, `0b11`, `2026-01-31`. Others like them may be quoted, too: that changes nothing.
 */
const OTHERWISE_READ = /^([-+]?\.?\d[\da-fxob_.e+-]*|\d{4}-\d.*)$/i;

/** A value to be put into a stack's settings, so that Pulumi reads the same. */
export function settingsNode(document: Document, value: unknown): Node {
    const made = document.createNode(value);
    visit(made, {
        Scalar: (_, one) => {
            if (typeof one.value === "string" && OTHERWISE_READ.test(one.value)) one.type = Scalar.QUOTE_DOUBLE;
        },
    });
    return made;
}
