import { nextStates, type Move, type NewStory, type Story, type Velocity } from "@pivotal/shared";
import { buildApp } from "../src/app.js";
import type { Cache } from "../src/cache.js";
import { readConfig } from "../src/config.js";
import { Metrics } from "../src/metrics.js";
import type { Moved, Stories } from "../src/stories.js";

export const SETTINGS = { DATABASE_URL: "postgresql://u:p@db/x", REDIS_URL: "redis://cache", LOG_LEVEL: "silent" };

/** As Node reports a server that is not there. */
export const AWAY = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

/** Stories in memory, by the same rules; the real ones are tried on a real PostgreSQL with the image. */
export class FakeStories implements Stories {
    readonly kept = new Map<string, Story>();
    counted = 0;
    away = false;

    async list(): Promise<Story[]> {
        await this.ping();
        return [...this.kept.values()];
    }

    async add(wanted: NewStory): Promise<{ story: Story; created: boolean }> {
        await this.ping();
        const there = this.kept.get(wanted.id);
        if (there) return { story: there, created: false };
        const now = new Date(0).toISOString();
        const story: Story = { ...wanted, state: "planned", version: 1, createdAt: now, updatedAt: now };
        this.kept.set(story.id, story);
        return { story, created: true };
    }

    async move(id: string, { state, version }: Move): Promise<Moved> {
        await this.ping();
        const story = this.kept.get(id);
        if (!story) return { kind: "missing" };
        if (story.version !== version) return { kind: "changed", story };
        if (!nextStates(story.state).includes(state)) return { kind: "refused", story };
        const moved = { ...story, state, version: version + 1 };
        this.kept.set(id, moved);
        return { kind: "moved", story: moved };
    }

    async velocity(): Promise<Velocity> {
        await this.ping();
        this.counted += 1;
        return { countedAt: new Date(0).toISOString(), weeks: [] };
    }

    async ping(): Promise<void> {
        if (this.away) throw AWAY;
    }
}

export class FakeCache implements Cache {
    value: Velocity | undefined;
    away = false;

    async get(): Promise<Velocity | undefined> {
        await this.ping();
        return this.value;
    }

    async set(value: Velocity): Promise<void> {
        await this.ping();
        this.value = value;
    }

    async forget(): Promise<void> {
        await this.ping();
        this.value = undefined;
    }

    async ping(): Promise<void> {
        if (this.away) throw AWAY;
    }
}

export async function fakeApp(env: Record<string, string> = {}) {
    const [stories, cache, metrics] = [new FakeStories(), new FakeCache(), new Metrics()];
    const app = await buildApp({ config: readConfig({ ...SETTINGS, ...env }), stories, cache, metrics });
    return { app, stories, cache, metrics };
}
