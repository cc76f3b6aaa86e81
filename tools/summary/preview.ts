import { z } from "zod";

const state = z.looseObject({
    type: z.string(),
    parent: z.string().optional(),
    inputs: z.record(z.string(), z.unknown()).optional(),
});

const step = z.looseObject({
    op: z.string(),
    urn: z.string(),
    oldState: state.optional(),
    newState: state.optional(),
    /** Properties because of which a resource is replaced. */
    replaceReasons: z.array(z.string()).nullish(),
    /** Properties that differ, of providers that say no more. */
    diffReasons: z.array(z.string()).nullish(),
    /** Paths that differ. */
    detailedDiff: z.record(z.string(), z.looseObject({ kind: z.string() })).nullish(),
});

const preview = z.looseObject({
    steps: z.array(step).nullish(),
    diagnostics: z.array(z.looseObject({ message: z.string().optional(), severity: z.string() })).nullish(),
});

export type PreviewStep = z.infer<typeof step>;

/** What `pulumi preview --json` says, as far as a summary needs it. */
export interface Preview {
    readonly steps: readonly PreviewStep[];
    /** Why the preview failed; empty when it did not. */
    readonly errors: readonly string[];
}

/**
 * Reads the output of `pulumi preview --json`. Lines before the document, such as npm's, do no harm.
 *
 * @throws {Error} where there is no such document, with what to do
 */
export function parsePreview(text: string): Preview {
    const begin = /^\{\r?$/m.exec(text)?.index;
    const wrong = (why: string): Error =>
        new Error(
            `the input is no output of \`pulumi preview --json\`: ${why}. ` +
                "Give it a file, `npm run summary -- preview.json`, or pipe it in.",
        );
    if (begin === undefined) throw wrong(text.trim() === "" ? "it is empty" : `it begins with ${start(text)}`);
    let document: unknown;
    try {
        document = JSON.parse(text.slice(begin));
    } catch (error) {
        throw wrong(error instanceof Error ? error.message : String(error));
    }
    const read = preview.safeParse(document);
    if (!read.success) throw wrong(z.prettifyError(read.error));
    const { steps, diagnostics } = read.data;
    const errors = (diagnostics ?? []).filter(({ severity }) => severity === "error");
    return { steps: steps ?? [], errors: errors.map(({ message }) => (message ?? "").trim()) };
}

function start(text: string): string {
    return JSON.stringify(text.trim().slice(0, 40));
}
