CREATE TABLE "story_events" (
    "id" bigserial PRIMARY KEY,
    "story_id" uuid NOT NULL REFERENCES "stories" ("id"),
    "state" "story_state" NOT NULL,
    "points" integer NOT NULL,
    "at" timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX "story_events_accepted" ON "story_events" ("at") WHERE "state" = 'accepted';
--> statement-breakpoint
CREATE INDEX "stories_newest" ON "stories" ("created_at" DESC);
