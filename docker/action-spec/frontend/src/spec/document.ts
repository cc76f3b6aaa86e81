/** Reads a spec's YAML into form fields, and writes a field back with as little change to the text as possible. */
import { isAlias, isMap, isScalar, isSeq, type Document, parseDocument, stringify, YAMLMap, YAMLSeq } from "yaml";
import type { FieldRule } from "../api";

export type Value = string | number | boolean | string[] | null;

export interface Field {
    path: string;
    label: string;
    kind: "text" | "number" | "switch" | "list";
    value: Value | undefined;
    rule?: FieldRule;
}

export interface Section {
    title: string;
    fields: Field[];
}

export interface Parsed {
    document: Document;
    /** Set when the text is no YAML: nothing else can be trusted then. */
    error?: { line: number; message: string };
}

// The backend and most tools that read specs speak YAML 1.1, where `yes` is true.
const YAML_1_1 = { version: "1.1", lineWidth: 0 } as const;

export function parse(text: string): Parsed {
    const document = parseDocument(text, { version: "1.1", prettyErrors: true });
    const first = document.errors[0];
    if (first) return { document, error: { line: first.linePos?.[0].line ?? 1, message: plain(first.message) } };
    if (!isMap(document.contents)) return { document, error: { line: 1, message: "A spec is a mapping of keys." } };
    return { document };
}

// The library's message goes on with an excerpt of the source.
const plain = (message: string): string => (message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, ".");

const keysOf = (path: string): string[] => path.split(".");

export function valueAt(document: Document, path: string): Value | undefined {
    const node: unknown = document.getIn(keysOf(path), true);
    if (isSeq(node)) return node.toJSON() as string[];
    return isScalar(node) ? (node.value as Value) : undefined;
}

/** "instance_name" → "Instance name"; two keys where one says too little ("waf.enabled"). */
export function labelOf(path: string): string {
    const keys = keysOf(path);
    const last = keys.at(-1) ?? path;
    const words = ["enabled", "name", "mode", "size"].includes(last) && keys.length > 2 ? keys.slice(-2) : [last];
    const text = words
        .join(" ")
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .replace(/[_-]+/g, " ")
        .toLowerCase();
    return text.charAt(0).toUpperCase() + text.slice(1);
}

function fieldAt(path: string, value: Value | undefined, rule?: FieldRule): Field {
    const byRule = rule ? (rule.type === "boolean" ? "switch" : "text") : undefined;
    const byValue =
        typeof value === "boolean"
            ? "switch"
            : typeof value === "number"
              ? "number"
              : Array.isArray(value)
                ? "list"
                : "text";
    return { path, label: rule?.label ?? labelOf(path), kind: byRule ?? byValue, value, rule };
}

/** The form of a spec: what the document holds, in its order, and what the rules ask for beyond it. */
export function sectionsOf(document: Document, rules: FieldRule[]): Section[] {
    const byPath = new Map(rules.map((rule) => [rule.path, rule]));
    const sections = new Map<string, Field[]>();
    const add = (path: string, value: Value | undefined): void => {
        const title = sectionOf(path);
        sections.set(title, [...(sections.get(title) ?? []), fieldAt(path, value, byPath.get(path))]);
    };
    const seen = new Set<string>();
    walk(document.contents, [], (path, value) => {
        seen.add(path);
        add(path, value);
    });
    for (const rule of rules) if (!seen.has(rule.path)) add(rule.path, undefined);
    return [...sections].map(([title, fields]) => ({ title, fields }));
}

function sectionOf(path: string): string {
    const keys = keysOf(path);
    if (keys[0] === "spec") return keys.length > 2 ? labelOf(keys[1] ?? "") : "General";
    return keys[0] === "metadata" || keys.length === 1 ? "Identity" : labelOf(keys[0] ?? "");
}

function walk(node: unknown, trail: string[], found: (path: string, value: Value) => void): void {
    if (isMap(node)) {
        for (const pair of node.items) walk(pair.value, [...trail, String(pair.key)], found);
    } else if (trail.some((key) => key.includes("."))) {
        return; // a key with a dot cannot be addressed by path: it stays with the YAML view
    } else if (isSeq(node)) {
        const scalars = node.items.every((item) => isScalar(item) && typeof item.value === "string");
        if (scalars) found(trail.join("."), node.toJSON() as string[]);
    } else if (isScalar(node) && isValue(node.value)) {
        found(trail.join("."), node.value);
    } else if (node === null && !isAlias(node)) {
        found(trail.join("."), null);
    }
}

const isValue = (value: unknown): value is Value =>
    value === null || ["string", "number", "boolean"].includes(typeof value);

/** The text with one value changed. Comments, order and spelling of everything else stay as they are. */
export function withValue(text: string, path: string, value: Value): string {
    const { document, error } = parse(text);
    if (error) return text;
    const keys = keysOf(path);
    const node: unknown = document.getIn(keys, true);
    if (isScalar(node) && node.range && !Array.isArray(value) && node.value !== null) {
        const spelled = stringify(value, YAML_1_1).trimEnd();
        const spliced = text.slice(0, node.range[0]) + spelled + text.slice(node.range[1]);
        // A value may mean something else inside [ ] or { }: only a text that reads back right is taken.
        const check = parse(spliced);
        if (!check.error && valueAt(check.document, path) === value) return spliced;
    }
    const created = document.createNode(value);
    if (isSeq(node) && created instanceof YAMLSeq) created.flow = node.flow;
    // The library would make missing parents ordered maps (!!omap) in YAML 1.1: they are made here, as plain ones.
    let known = keys.length - 1;
    while (known > 0 && !isMap(document.getIn(keys.slice(0, known), true))) known--;
    const nested = keys.slice(known + 1).reduceRight<unknown>((inner, key) => {
        const parent = new YAMLMap();
        parent.set(key, inner);
        return parent;
    }, created);
    document.setIn(keys.slice(0, known + 1), nested);
    return document.toString({ lineWidth: 0 });
}
