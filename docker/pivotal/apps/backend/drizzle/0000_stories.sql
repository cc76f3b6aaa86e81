CREATE TYPE "story_state" AS ENUM ('planned', 'started', 'delivered', 'accepted', 'rejected');
--> statement-breakpoint
CREATE TABLE "stories" (
    "id" uuid PRIMARY KEY,
    "title" text NOT NULL CHECK (length("title") BETWEEN 1 AND 200),
    "points" integer NOT NULL CHECK ("points" >= 0),
    "state" "story_state" NOT NULL DEFAULT 'planned',
    "version" integer NOT NULL DEFAULT 1,
    "created_at" timestamptz NOT NULL DEFAULT now(),
    "updated_at" timestamptz NOT NULL DEFAULT now()
);
