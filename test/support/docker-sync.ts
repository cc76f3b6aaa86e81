import { execFileSync } from "node:child_process";

/** Runs `docker` to its end, as a test does between two looks at what runs; throws where it fails. */
export function docker(...args: string[]): string {
    return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
