import { error, warning, type Issue } from "../../issue";
import type { ComposeProject } from "../../types";

/**
 * Start order: each layer needs only those before it. A task sees only the names that existed when it started, so who calls
 * comes after whom it calls; where two call each other, the one whose `depends_on` allows it goes first, and that is told.
 */
export function callLayers(
    project: ComposeProject,
    calls: Readonly<Record<string, readonly string[]>>,
): { layers: string[][]; issues: Issue[] } {
    const { services, file } = project;
    const layers: string[][] = [];
    const issues: Issue[] = [];
    const started = new Set<string>();
    let waiting = Object.keys(services).sort();
    const dependsOn = (name: string) =>
        Object.keys(services[name]?.dependsOn ?? {}).filter((other) => other in services);
    const missing = (needs: readonly string[]) => needs.filter((other) => !started.has(other));
    while (waiting.length > 0) {
        const free = waiting.filter((name) => missing(dependsOn(name)).length === 0);
        const [first] = free;
        if (first === undefined) {
            const what = `wait for each other in a circle: ${waiting.join(", ")}; take one \`depends_on\` out.`;
            return { layers, issues: [...issues, error(`${file}: services`, what)] };
        }
        const ready = free.filter((name) => missing(calls[name] ?? []).length === 0);
        if (ready.length === 0) {
            const late = missing(calls[first] ?? []);
            const what = `calls ${late.join(", ")}, which in the end waits for ${first}: a task knows only names that were there when it started, so after the first deployment ${first} reaches ${late.join(", ")} only from its next release on.`;
            issues.push(warning(`${file}: services.${first}`, what));
            ready.push(first);
        }
        ready.forEach((name) => started.add(name));
        layers.push(ready);
        waiting = waiting.filter((name) => !started.has(name));
    }
    return { layers, issues };
}
