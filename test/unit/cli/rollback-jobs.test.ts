/** What `slipway rollback` says of jobs: they run again, by the image of then, on the database of now. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppRelease } from "../../../cli/rollback/history";
import { jobsOf, jobWarnings } from "../../../cli/rollback/jobs";
import { planApps } from "../../../compose/plan";
import { app as appSchema, appSettings } from "../../../config/schema";

const PINNED = `shop@sha256:${"1".repeat(64)}`;
const COMPOSE = `services:
  web:
    image: ${PINNED}
    depends_on:
      migrate: { condition: service_completed_successfully }
      seed: { condition: service_completed_successfully }
      cache: { condition: service_started }
  migrate: { image: "${PINNED}" }
  seed: { image: "${PINNED}" }
  cache: { image: "${PINNED}" }
`;

let folder: string;
let commit: string;

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-rollback-jobs-"));
    const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
            cwd: folder,
            encoding: "utf8",
        }).trim();
    mkdirSync(join(folder, "docker", "shop"), { recursive: true });
    writeFileSync(join(folder, "docker", "shop", "compose.yaml"), COMPOSE);
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "with jobs");
    commit = git("rev-parse", "HEAD");
    // By now it has none: the files of then count.
    writeFileSync(join(folder, "docker", "shop", "compose.yaml"), `services: { web: { image: "${PINNED}" } }\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const release = (given: Partial<AppRelease> = {}): AppRelease => ({
    ...{ number: 1, at: "2026-11-21T12:44:30.000Z", message: "", succeeded: true, dirty: false },
    ...{ commit, settings: { target: "local" }, values: {} },
    ...given,
});

test("the jobs are those of the files and settings of then", async () => {
    expect(await jobsOf(folder, "shop", release())).toEqual(["migrate", "seed"]);
});

test("the way round that docs/jobs.md tells: at that commit, without the job, which nobody waits for any more", async () => {
    const settings = { target: "ecs-fargate", allow: ["203.0.113.7/32"], without: ["migrate"] };
    expect(await jobsOf(folder, "shop", release({ settings }))).toEqual(["seed"]);
    const given = appSettings("shop", appSchema.parse({ ...settings, commit }));
    const { plans, issues } = await planApps({ shop: given }, folder);
    expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(plans).toMatchObject([
        { plan: { jobs: { seed: { before: ["web"] } }, layers: [["cache", "seed"], ["web"]] } },
    ]);
    expect(JSON.stringify(plans)).not.toContain("migrate");
});

test.each<[string, Partial<AppRelease>]>([
    ["a commit that is not in the clone", { commit: "0".repeat(40) }],
    ["no commit", { commit: undefined }],
    ["settings that do not hold any more", { settings: { target: "heroku" } }],
    ["no such file", { settings: { target: "local", compose: "elsewhere.yaml" } }],
])("nothing is said of what `pulumi up` will refuse: %s", async (_what, given) => {
    expect(await jobsOf(folder, "shop", release(given))).toEqual([]);
});

test("a warning where the files are others, with the names and where to read on", () => {
    const last = release({ commit: "b".repeat(40), number: 2 });
    const then = release();
    expect(jobWarnings("shop", { last, release: then }, ["migrate", "seed"])).toEqual([
        "warning: shop has the jobs migrate and seed: they run again, by the image of then, on the database of now. A migration of then that does not know " +
            "what the database has by now fails, and so does the rollback, before what waits for it is changed. The way round: " +
            'docs/jobs.md, "Going back".',
    ]);
    expect(jobWarnings("shop", { last, release: then }, ["migrate"])[0]).toMatch(
        /^warning: shop has the job migrate: it runs again, /,
    );
    expect(jobWarnings("shop", { last, release: then }, [])).toEqual([]);
});

test("the same files: none, but where they had changed since", () => {
    const last = release({ number: 2, settings: { target: "local", variables: { LEVEL: "high" } } });
    expect(jobWarnings("shop", { last, release: release() }, ["migrate"])).toEqual([]);
    expect(jobWarnings("shop", { last: { ...last, dirty: true }, release: release() }, ["migrate"])).toHaveLength(1);
});
