import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock";
import { say } from "./log";
import { cacheDirectory } from "./paths";

/** One thing in the cache, under its name and version. */
export interface CacheKey {
    readonly name: string;
    readonly version: string;
}

/** The folder of a cached thing; it exists only when the thing is complete. */
export function cachePath({ name, version }: CacheKey): string {
    for (const part of [name, version]) {
        if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(part)) throw new Error(`not a cache key: ${JSON.stringify(part)}`);
    }
    return join(cacheDirectory(), name, version);
}

/** Whether it need not be made any more. */
export function isCached(key: CacheKey): boolean {
    return existsSync(cachePath(key));
}

/**
 * Returns the folder of a cached thing, making it first where it is missing. It is made in a folder beside and renamed when
 * complete, so a killed run leaves nothing that looks finished.
 */
export async function cached(key: CacheKey, make: (folder: string) => Promise<void>): Promise<string> {
    const folder = cachePath(key);
    if (existsSync(folder)) return folder;
    const parent = join(cacheDirectory(), key.name);
    const prefix = `.making-${key.version}-`;
    return withLock(join(parent, `.lock-${key.version}`), `${key.name} ${key.version}`, async () => {
        if (existsSync(folder)) return folder; // made by whoever held the lock before
        for (const left of readdirSync(parent).filter((name) => name.startsWith(prefix))) {
            rmSync(join(parent, left), { recursive: true, force: true });
        }
        mkdirSync(parent, { recursive: true });
        const making = mkdtempSync(join(parent, prefix));
        try {
            await make(making);
            renameSync(making, folder);
        } finally {
            rmSync(making, { recursive: true, force: true });
        }
        say(`${key.name} ${key.version}: kept in ${folder}`);
        return folder;
    });
}
