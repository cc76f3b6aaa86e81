import { STATES } from "@pivotal/shared";
import { bigserial, integer, pgEnum, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const storyState = pgEnum("story_state", STATES);

export const stories = pgTable("stories", {
    id: uuid("id").primaryKey(),
    title: text("title").notNull(),
    points: integer("points").notNull(),
    state: storyState("state").notNull().default("planned"),
    version: integer("version").notNull().default(1),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});

/** Every change of a story, written in the same transaction as the change: the velocity is counted from it. */
export const storyEvents = pgTable("story_events", {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    storyId: uuid("story_id")
        .notNull()
        .references(() => stories.id),
    state: storyState("state").notNull(),
    points: integer("points").notNull(),
    at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
});
