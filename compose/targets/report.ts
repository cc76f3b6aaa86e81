import type { Target } from "../../components/app-settings";
import type { Issue } from "../issue";
import type { ComposeProject } from "../types";
import { checkSupport, supportedKeys, type SupportedKey } from "./check";
import type { TargetSupport } from "./support";

/** What a target makes of one app other than Docker Compose would. */
export interface PortabilityReport {
    readonly app: string;
    readonly target: Target;
    /** For a preview: a heading and a line for each reason. */
    readonly text: string;
    /** For an update, where a preview has told the rest: `2 keys differ, 1 is ignored`. */
    readonly summary: string;
}

export interface ReportedApp {
    readonly app: string;
    readonly target: Target;
    readonly project: ComposeProject;
    /** The app's services, each with the table that holds for it. */
    readonly parts: readonly (readonly [ComposeProject, TargetSupport])[];
    readonly issues: readonly Issue[];
}

/**
 * The portability report of an app, from the tables that `docs/targets.md` is made from; `undefined` where everything means what
 * Compose means by it. Keys with the same reason share a line. What is refused is only named: the error says what to do.
 */
export function portabilityReport({ app, target, project, parts, issues }: ReportedApp): PortabilityReport | undefined {
    const keys = parts.flatMap(([part, support]) => supportedKeys(part, support));
    const tabled = new Set(parts.flatMap(([part, support]) => checkSupport(part, support)).map(inFull));
    const differs = keys.filter(({ support }) => support !== "supported" && "differs" in support);
    const ignored = keys.filter(({ support }) => support !== "supported" && "unsupported" in support);
    const refused = keys.filter(({ support }) => support !== "supported" && "incompatible" in support);
    // What no table can tell, such as a port that stays private; the tables' own warnings are the lines above.
    const others = issues.filter(
        ({ path, message, severity }) => severity === "warning" && !tabled.has(inFull({ path, message })),
    );
    const lines = [
        ...byReason(differs).map((line) => `  differs: ${line}`),
        ...byReason(ignored).map((line) => `  ignored: ${line}`),
        ...(refused.length === 0 ? [] : [`  refused: ${refused.map(({ key }) => key).join(", ")} (see the error)`]),
        ...others.map(({ path, message }) => `  mind: ${path.replace(`${project.file}: `, "")}: ${message}`),
    ];
    if (lines.length === 0) return undefined;
    return {
        app,
        target,
        text: [`${app} on ${target}, other than Docker Compose with ${project.file}:`, ...lines].join("\n"),
        summary: [
            counted(differs.length, "key differs", "keys differ"),
            counted(ignored.length, "key is ignored", "keys are ignored"),
            counted(refused.length, "key is refused", "keys are refused"),
            counted(others.length, "thing to mind", "things to mind"),
        ]
            .filter((part) => part !== "")
            .join(", "),
    };
}

function inFull({ path, message }: Pick<Issue, "path" | "message">): string {
    return `${path}: ${message}`;
}

/** `api.restart, db.restart: why`, in the order of the keys. */
function byReason(keys: readonly SupportedKey[]): string[] {
    const lines = new Map<string, string[]>();
    for (const { key, support } of keys) {
        if (support === "supported") continue;
        const [reason] = Object.values(support) as string[];
        lines.set(reason ?? "", [...(lines.get(reason ?? "") ?? []), key]);
    }
    return [...lines].map(([reason, of]) => `${of.join(", ")}: ${reason}`);
}

function counted(count: number, one: string, many: string): string {
    return count === 0 ? "" : `${count} ${count === 1 ? one : many}`;
}
