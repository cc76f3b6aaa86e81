import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { ContainerImageBuild } from "../components/container-image-args";

/** The text of the Dockerfile that a build uses; `undefined` where it cannot be read from here, such as a Git address. */
export function dockerfileText(build: ContainerImageBuild, projectDirectory: string): string | undefined {
    if (build.dockerfileInline !== undefined) return build.dockerfileInline;
    try {
        return readFileSync(path.resolve(projectDirectory, build.context, build.dockerfile ?? "Dockerfile"), "utf8");
    } catch {
        return undefined;
    }
}

interface Stage {
    readonly name?: string;
    readonly base: string;
    user?: string;
}

/**
 * The user that an image runs as, as far as its Dockerfile tells: the last `USER` of the target stage or of the stages under
 * it. `undefined`: the base image decides, or a variable without a default.
 */
export function dockerfileUser(
    text: string,
    { target, args = {} }: Pick<ContainerImageBuild, "target" | "args">,
): string | undefined {
    const known = new Map(Object.entries(args));
    const stages: Stage[] = [];
    for (const line of instructions(text)) {
        const [, word = "", rest = ""] = /^(\w+)\s+(.*)$/s.exec(line) ?? [];
        switch (word.toUpperCase()) {
            case "FROM": {
                const [, base = "", name] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(filled(rest, known)) ?? [];
                stages.push({ base, ...(name !== undefined && { name: name.toLowerCase() }) });
                break;
            }
            case "ARG":
            case "ENV":
                for (const [, name = "", value = ""] of rest.matchAll(/([A-Za-z_]\w*)=("[^"]*"|\S*)/g)) {
                    if (word.toUpperCase() === "ARG" && name in args) continue;
                    known.set(name, filled(value.replaceAll('"', ""), known));
                }
                break;
            case "USER":
                if (stages.length > 0) stages.at(-1)!.user = filled(rest.trim(), known);
        }
    }
    const user = userOf(
        stages,
        stages.findLast(({ name }) => target === undefined || name === target.toLowerCase()),
    );
    return user === undefined || user.includes("$") ? undefined : user;
}

function userOf(stages: readonly Stage[], stage: Stage | undefined): string | undefined {
    if (stage === undefined) return undefined;
    if (stage.user !== undefined) return stage.user;
    const before = stages.slice(0, stages.indexOf(stage));
    return userOf(
        before,
        before.findLast(({ name }, index) => name === stage.base.toLowerCase() || String(index) === stage.base),
    );
}

/** Instructions without comments, continued lines joined, the bodies of here-documents left out. */
function instructions(text: string): string[] {
    const found: string[] = [];
    let open = "";
    let ends: string[] = [];
    for (const line of text.split(/\r?\n/)) {
        if (ends.length > 0) {
            if (line.trim() === ends[0]) ends = ends.slice(1);
            continue;
        }
        if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
        open += line.replace(/\\\s*$/, " ");
        if (/\\\s*$/.test(line)) continue;
        ends = [...open.matchAll(/<<-?["']?([A-Za-z_]\w*)["']?/g)].map(([, end = ""]) => end);
        found.push(open.trim());
        open = "";
    }
    return found;
}

/** `$NAME`, `${NAME}` and `${NAME:-default}` with the values that are known. */
function filled(text: string, known: ReadonlyMap<string, string>): string {
    return text.replaceAll(
        /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
        (all: string, braced?: string, fallback?: string, bare?: string) =>
            known.get(braced ?? bare ?? "") ?? fallback ?? all,
    );
}
