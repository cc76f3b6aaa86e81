import type { z } from "zod";
import type { Json } from "../components/json";
import { error, warning, type Issue } from "./issue";
import { formatPath } from "./marks";
import { project } from "./schema/project";

type MutableJson = { [key: string]: Json };

/**
 * Docker Compose's JSON as typed data. A key that this program does not know is taken out of both the data and
 * `document` and reported: a later Compose may know it, but nothing here would act on it.
 */
export function validate(
    file: string,
    document: Json,
): { data?: z.output<typeof project>; document: Json; issues: Issue[] } {
    const known = structuredClone(document);
    const issues: Issue[] = [];
    // Taking keys out can only bring up keys deeper down, so this ends.
    for (;;) {
        const parsed = project.safeParse(known);
        if (parsed.success) return { data: parsed.data, document: known, issues };
        const unknown = parsed.error.issues.flatMap((issue) => unknownKeys(issue, []));
        if (unknown.length === 0) {
            const problems = parsed.error.issues.map((issue) =>
                error(where(file, issue.path), `is not as expected: ${explain(issue)}.`),
            );
            return { document: known, issues: [...issues, ...problems] };
        }
        for (const path of unknown) {
            remove(known as MutableJson, path);
            issues.push(warning(where(file, path), "is unknown to this version of Slipway and has no effect."));
        }
    }
}

type ZodIssue = z.core.$ZodIssue;

/** Paths of unknown keys; within alternatives, those of the alternative that fails for nothing else. */
function unknownKeys(issue: ZodIssue, base: readonly PropertyKey[]): (string | number)[][] {
    const path = [...base, ...issue.path] as (string | number)[];
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [...path, key]);
    if (issue.code !== "invalid_union") return [];
    const alternative = issue.errors.find((problems) => problems.every(({ code }) => code === "unrecognized_keys"));
    return (alternative ?? []).flatMap((problem) => unknownKeys(problem, path));
}

function explain(issue: ZodIssue): string {
    return issue.code === "invalid_type" ? issue.message.replace("Invalid input: expected", "expected") : issue.message;
}

function where(file: string, path: readonly PropertyKey[]): string {
    return `${file}: ${formatPath(path as (string | number)[]) || "the whole file"}`;
}

function remove(document: MutableJson, path: readonly (string | number)[]): void {
    let holder: unknown = document;
    for (const part of path.slice(0, -1)) holder = (holder as Record<string | number, unknown>)[part];
    delete (holder as Record<string | number, unknown>)[path.at(-1) ?? ""];
}
