/** `slipway:apps.<app>.services.<service>.image`: an image that is there already is deployed in the place of a build, on every target. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppSettings, Target } from "../../../components/app-settings";
import { planApps } from "../../../compose/plan";
import { TARGETS } from "../../../config/schema";
import { issueLines, settingsOf } from "./load-case";

const DIGEST = `sha256:${"a".repeat(64)}`;
const BY_TAG = "ghcr.io/acme/shop-web:main-0123abc";
const BY_DIGEST = `${BY_TAG}@${DIGEST}`;
const LOCK = { [BY_TAG]: DIGEST };

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-given-images-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const web = 'build: ., pull_policy: build, ports: ["8080:8080"], user: "1000:1000", read_only: true, cap_drop: [ALL]';
const SERVICES: Readonly<Record<string, string>> = {
    web: `{ ${web} }`,
    migrate: '{ build: ., command: migrate, restart: "no", user: "1000:1000", read_only: true, cap_drop: [ALL] }',
    db: '{ image: "postgres:16" }',
};

/** What becomes of an app with these services. There is no Dockerfile: whatever wants to build it fails. */
async function planned(
    target: Target,
    services: AppSettings["services"],
    { file = ["web"], lock }: { file?: readonly string[]; lock?: object } = {},
) {
    const lines = file.map((name) => `  ${name}: ${SERVICES[name]}\n`).join("");
    writeFileSync(join(folder, "compose.yaml"), `services:\n${lines}`);
    if (lock) writeFileSync(join(folder, "images.lock.json"), JSON.stringify(lock));
    const open = target === "local" || target === "app-runner" || target === "ecs-express";
    const given = settingsOf({ target, services, allow: open ? [] : ["203.0.113.0/24"] });
    const { plans, issues } = await planApps({ shop: given }, folder);
    return { plan: JSON.stringify(plans), plans, told: issueLines({ issues }) };
}

const errors = ({ told }: { told: readonly string[] }) => told.filter((line) => line.startsWith("error"));

test.each(TARGETS)(
    "%s: the image that is given, and no build of the folder",
    async (target) => {
        const { plan, plans, ...rest } = await planned(target, { web: { image: BY_DIGEST } });
        expect(errors(rest)).toEqual([]);
        expect(plans).toHaveLength(1);
        expect(plan).toContain(target === "local" ? `"image":"${BY_DIGEST}"` : `"FROM ${BY_DIGEST}\\n"`);
        expect(plan).not.toContain('"context":"."');
        expect(plan).not.toContain("pull_policy");
        // Without a check, what is built speaks HTTP at /health by custom: an image of one's own does, too.
        expect(plan).toContain("/health");
    },
    60_000,
);

test.each(TARGETS)(
    "%s: negative control: without it the folder is built",
    async (target) => {
        const { plan } = await planned(target, {});
        expect(plan).toContain('"context":"."');
    },
    60_000,
);

test.each(TARGETS.filter((target) => target !== "local"))(
    "%s: a tag that can move is refused on AWS until the lock says what it means",
    async (target) => {
        expect(errors(await planned(target, { web: { image: BY_TAG } }))).toEqual([
            `error slipway:apps.shop.services.web.image: is "${BY_TAG}", which is pinned nowhere, so it may be another image at the next deployment: run \`npx slipway pin ${BY_TAG}\` and commit images.lock.json.`,
        ]);
        const pinned = await planned(target, { web: { image: BY_TAG } }, { lock: LOCK });
        expect(errors(pinned)).toEqual([]);
        expect(pinned.plan).toContain(`"FROM ${BY_DIGEST}\\n"`);
    },
    60_000,
);

test("a migration with the same build is told, until it has the same image", async () => {
    const both = { file: ["web", "migrate"] };
    const skewed = await planned("local", { web: { image: BY_TAG } }, both);
    expect(skewed.told).toContain(
        `warning slipway:apps.shop.services.migrate.image: is missing: web runs ${BY_TAG}, and migrate, which has the same build, is built from the files here: give both the same image, or none.`,
    );
    const even = await planned("local", { web: { image: BY_TAG }, migrate: { image: BY_TAG } }, both);
    expect(even.told.filter((line) => line.includes(".image"))).toEqual([]);
    expect(even.plan).not.toContain('"context":"."');
});

test("other people's images are changed where they are named, and a name of none is no image", async () => {
    const { told } = await planned("local", { db: { image: "postgres:17" } }, { file: ["web", "db"] });
    expect(told).toContain(
        'error slipway:apps.shop.services.db.image: is given, but compose.yaml builds no db: it names the image "postgres:16", so name another one there.',
    );
    const broken = await planned("ecs-fargate", { web: { image: "Not-An-Image:1" } });
    expect(errors(broken)).toEqual([
        'error slipway:apps.shop.services.web.image: is "Not-An-Image:1", which is no image\'s name: give it as name:tag.',
    ]);
});
