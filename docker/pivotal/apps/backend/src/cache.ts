import type { Velocity } from "@pivotal/shared";
import { Redis } from "ioredis";

const KEY = "pivotal:velocity";
/** Others' changes show after this long at the latest; one's own at once. */
const LIFETIME_SECONDS = 30;
/** A cache that is slower than this is worse than none, in milliseconds. */
const PATIENCE_MS = 250;

export interface Cache {
    get(): Promise<Velocity | undefined>;
    set(value: Velocity): Promise<void>;
    forget(): Promise<void>;
    ping(): Promise<void>;
}

/** Redis in front of a count that is dear. Its failures are thrown: whoever asks goes on without it. */
export class RedisCache implements Cache {
    constructor(private readonly redis: Redis) {}

    async get(): Promise<Velocity | undefined> {
        const text = await this.redis.get(KEY);
        return text === null ? undefined : (JSON.parse(text) as Velocity);
    }

    async set(value: Velocity): Promise<void> {
        await this.redis.set(KEY, JSON.stringify(value), "EX", LIFETIME_SECONDS);
    }

    async forget(): Promise<void> {
        await this.redis.del(KEY);
    }

    async ping(): Promise<void> {
        await this.redis.ping();
    }
}

export function openRedis(url: string, onProblem: (problem: Error) => void): Redis {
    const redis = new Redis(url, {
        commandTimeout: PATIENCE_MS,
        connectTimeout: 2000,
        maxRetriesPerRequest: 0,
        // Requests do not wait for Redis to come back; the connection is tried again meanwhile.
        enableOfflineQueue: false,
        retryStrategy: (times) => Math.min(times * 200, 2000),
        connectionName: "pivotal",
    });
    redis.on("error", onProblem);
    return redis;
}
