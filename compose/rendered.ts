import { promises as fs } from "node:fs";
import * as path from "node:path";
import type { Json } from "../components/json";
import { error, type Issue } from "./issue";
import { relativePaths } from "./paths";
import type { JsonObject } from "./render";

/**
 * A model that Docker Compose rendered elsewhere, for machines without it. Secrets must not be in it: whoever renders
 * gives `⟦secret:NAME⟧` as the value of each of the app's secrets, as the loader does itself.
 */
export async function readRendered(request: {
    readonly file: string;
    readonly absoluteFile: string;
}): Promise<{ resolved?: JsonObject; issues: readonly Issue[] }> {
    const how = "make it with `docker compose config --format json --no-path-resolution`";
    let json: Json;
    try {
        json = JSON.parse(await fs.readFile(request.absoluteFile, "utf8")) as Json;
    } catch (problem) {
        return {
            issues: [
                error(
                    request.file,
                    `is no JSON (${problem instanceof Error ? problem.message : String(problem)}): ${how}.`,
                ),
            ],
        };
    }
    const services =
        json !== null && typeof json === "object" && !Array.isArray(json)
            ? (json as JsonObject)["services"]
            : undefined;
    if (services === null || typeof services !== "object" || Array.isArray(services)) {
        return {
            issues: [error(request.file, `has no \`services\`, so it is no model rendered by Docker Compose: ${how}.`)],
        };
    }
    return { resolved: relativePaths(json as JsonObject, path.dirname(request.absoluteFile)), issues: [] };
}
