import { nextStates, type Move, type NewStory, type Story, type Velocity } from "@pivotal/shared";
import { and, desc, eq, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { stories, storyEvents } from "./schema.js";

/** Stories that a board shows; older ones are in the database. */
const SHOWN = 200;
const WEEKS = 8;

export type Moved =
    | { readonly kind: "moved"; readonly story: Story }
    | { readonly kind: "missing" }
    | { readonly kind: "changed"; readonly story: Story }
    | { readonly kind: "refused"; readonly story: Story };

export interface Stories {
    list(): Promise<Story[]>;
    /** `created` is false where the same request has been answered before. */
    add(story: NewStory): Promise<{ story: Story; created: boolean }>;
    move(id: string, move: Move): Promise<Moved>;
    velocity(): Promise<Velocity>;
    ping(): Promise<void>;
}

export class PostgresStories implements Stories {
    constructor(private readonly db: NodePgDatabase) {}

    async list(): Promise<Story[]> {
        const rows = await this.db.select().from(stories).orderBy(desc(stories.createdAt), stories.id).limit(SHOWN);
        return rows.map(shown);
    }

    async add(wanted: NewStory): Promise<{ story: Story; created: boolean }> {
        return this.db.transaction(async (tx) => {
            const [made] = await tx.insert(stories).values(wanted).onConflictDoNothing().returning();
            if (made) {
                await tx.insert(storyEvents).values({ storyId: made.id, state: made.state, points: made.points });
                return { story: shown(made), created: true };
            }
            const [there] = await tx.select().from(stories).where(eq(stories.id, wanted.id));
            if (!there) throw new Error(`the story ${wanted.id} is neither new nor there`);
            return { story: shown(there), created: false };
        });
    }

    async move(id: string, { state, version }: Move): Promise<Moved> {
        return this.db.transaction(async (tx): Promise<Moved> => {
            const [found] = await tx.select().from(stories).where(eq(stories.id, id)).for("update");
            if (!found) return { kind: "missing" };
            if (found.version !== version) return { kind: "changed", story: shown(found) };
            if (!nextStates(found.state).includes(state)) return { kind: "refused", story: shown(found) };
            const [moved] = await tx
                .update(stories)
                .set({ state, version: version + 1, updatedAt: sql`now()` })
                .where(and(eq(stories.id, id), eq(stories.version, version)))
                .returning();
            if (!moved) throw new Error(`the story ${id} went away while it was locked`);
            await tx.insert(storyEvents).values({ storyId: id, state, points: moved.points });
            return { kind: "moved", story: shown(moved) };
        });
    }

    async velocity(): Promise<Velocity> {
        const week = sql<string>`to_char(date_trunc('week', ${storyEvents.at} AT TIME ZONE 'UTC'), 'YYYY-MM-DD')`;
        const rows = await this.db
            .select({
                week: week.as("week"),
                points: sql<number>`sum(${storyEvents.points})::int`,
                stories: sql<number>`count(*)::int`,
            })
            .from(storyEvents)
            .where(eq(storyEvents.state, "accepted"))
            .groupBy(sql`1`)
            .orderBy(sql`1 DESC`)
            .limit(WEEKS);
        return { countedAt: new Date().toISOString(), weeks: rows };
    }

    async ping(): Promise<void> {
        await this.db.execute(sql`SELECT 1`);
    }
}

function shown(row: typeof stories.$inferSelect): Story {
    return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
