import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { basename } from "node:path";
import { say } from "./log";

/** A provider process of Pulumi, as `/proc` shows it. */
export interface ProviderProcess {
    readonly pid: number;
    readonly name: string;
    readonly enginePort: number;
}

/**
 * Ends provider processes whose engine was killed. They do not notice by themselves, and go on building and pushing beside
 * the next update. Only our own user's, only without a parent, only where nothing listens on their engine's port any more.
 */
export async function endOrphanedProviders(): Promise<void> {
    for (const { pid, name, enginePort } of orphanCandidates()) {
        if (await listens(enginePort)) continue;
        say(`${name}: ending process ${pid}, whose engine is gone`);
        process.kill(pid, "SIGKILL"); // it would wait for its build to end otherwise
    }
}

function orphanCandidates(): ProviderProcess[] {
    return numbersIn("/proc").flatMap((pid) => {
        try {
            const status = readFileSync(`/proc/${pid}/status`, "utf8");
            return asOrphan(pid, readFileSync(`/proc/${pid}/cmdline`, "utf8"), status) ?? [];
        } catch {
            return []; // ended meanwhile, or not ours to look at
        }
    });
}

function numbersIn(folder: string): number[] {
    try {
        return readdirSync(folder).map(Number).filter(Number.isInteger);
    } catch {
        return []; // no /proc: not Linux
    }
}

/** Whether the texts of `/proc` describe a provider without a parent that belongs to `uid`. */
export function asOrphan(
    pid: number,
    cmdline: string,
    status: string,
    uid = process.getuid?.(),
): ProviderProcess | undefined {
    const words = cmdline.split("\0").filter(Boolean);
    const name = basename(words[0] ?? "");
    const port = /^127\.0\.0\.1:(\d+)$/.exec(words.at(-1) ?? "")?.[1];
    const parentless = /^PPid:\s+1$/m.test(status);
    const own = new RegExp(`^Uid:\\s+${uid}\\s`, "m").test(status);
    if (!name.startsWith("pulumi-resource-") || !port || !parentless || !own) return undefined;
    return { pid, name, enginePort: Number(port) };
}

function listens(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const connection = connect(port, "127.0.0.1");
        connection.once("connect", () => resolve(connection.destroy() !== undefined));
        connection.once("error", () => resolve(false));
    });
}
