import { error, warning, type Issue } from "../../issue";
import { isJob } from "../../order";
import type { ComposeProject } from "../../types";

/**
 * Start order: each layer needs only those before it. A task sees only the names that existed when it started, so who calls
 * comes after whom it calls, and services that call each other in a circle are refused. A job looks names up by DNS whenever
 * it calls: where what it calls waits for it, that is only told.
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
    const missing = (needs: readonly string[]) => needs.filter((other) => other in services && !started.has(other));
    const dependsOn = (name: string) => missing(Object.keys(services[name]?.dependsOn ?? {}));
    const called = (name: string) => missing(calls[name] ?? []);
    while (waiting.length > 0) {
        const ready = waiting.filter((name) => dependsOn(name).length + called(name).length === 0);
        if (ready.length === 0) {
            const circle = circleIn(waiting[0]!, (name) => [...dependsOn(name), ...called(name)]);
            const job = circle.find((name) => isJob(project, name) && dependsOn(name).length === 0);
            if (job === undefined) return { layers, issues: [...issues, refused(file, circle)] };
            const late = called(job).join(", ");
            const what = `calls ${late}, which in the end waits for ${job}: at the first deployment there is no ${late} yet, later ${job} reaches the release before.`;
            issues.push(warning(`${file}: services.${job}`, what));
            ready.push(job);
        }
        ready.forEach((name) => started.add(name));
        layers.push(ready);
        waiting = waiting.filter((name) => !started.has(name));
    }
    return { layers, issues };
}

/** Of services that all wait for one another: those of one circle, the first of them again at its end. */
function circleIn(first: string, needs: (name: string) => string[]): string[] {
    const way = [first];
    for (;;) {
        const next = needs(way.at(-1)!)[0]!;
        if (way.includes(next)) return [...way.slice(way.indexOf(next)), next];
        way.push(next);
    }
}

function refused(file: string, circle: readonly string[]): Issue {
    const what =
        `need each other in a circle: ${circle.join(" → ")}. A task on ecs-fargate knows only the names that were there when it ` +
        "started, so one of them could not reach the next after the first deployment: take one arrow out (a `depends_on`, a link, " +
        "or the other's name as a host in a variable or the command), or put a public address or a queue between them.";
    return error(`${file}: services`, what);
}
