/** Docker Compose's answers, recorded where it is and used where it is not. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { dockerCompose, type ComposeRunner } from "../../../compose/docker-compose-cli";
import { loadProject, type Loaded } from "../../../compose/load";
import { recorded, recording } from "../../../compose/recorded";
import { settingsOf } from "./load-case";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A checkout of an app, at another place each time. */
function checkout(): string {
    const folder = mkdtempSync(join(tmpdir(), "slipway-recorded-"));
    folders.push(folder);
    cpSync(resolve(__dirname, "../../../docker/action-spec/compose.yaml"), join(folder, "compose.yaml"));
    return folder;
}

const settings = { ...settingsOf({ secrets: { GH_TOKEN: { from: "config" } } }), compose: "compose.yaml" };
const load = (projectDirectory: string, runner?: ComposeRunner, variables = {}): Promise<Loaded> =>
    loadProject({ app: "action-spec", settings: { ...settings, variables }, projectDirectory }, runner);

test("what was recorded in one checkout is the model in another, and holds no secret but its mark", async () => {
    const [here, there] = [checkout(), checkout()];
    const answers = join(there, "answers.json");
    const made = await load(here, recording(dockerCompose, answers, here));
    expect(made.project?.services.web).toBeDefined();
    expect(await load(there, recorded(answers, there))).toEqual(made);
    const text = readFileSync(answers, "utf8");
    expect(text).toContain("⟦secret:GH_TOKEN⟧");
    expect(text).not.toContain(here);
});

test("answers of other files, of other settings and none at all are refused, with what to do", async () => {
    const here = checkout();
    const answers = join(here, "answers.json");
    const todo =
        "record them anew where Docker Compose is: `SLIPWAY_COMPOSE_RECORD=<file> pulumi preview` with this commit and stack.";
    const problems = async (): Promise<string[]> =>
        (await load(here, recorded(answers, here))).issues.map(({ message }) => message);
    expect(await problems()).toEqual([`there is no file answers.json with answers of Docker Compose: ${todo}`]);

    await load(here, recording(dockerCompose, answers, here));
    expect(await problems()).not.toContainEqual(expect.stringContaining("answers.json"));
    const stale = `answers.json holds no answer of Docker Compose for these files and settings: ${todo}`;
    const others = await load(here, recorded(answers, here), { WORKFLOW_BRANCH: "release" });
    expect(others.issues.map(({ message }) => message)).toEqual([stale]);
    writeFileSync(join(here, "compose.yaml"), `${readFileSync(join(here, "compose.yaml"), "utf8")}# changed\n`);
    expect(await problems()).toEqual([stale]);
});

test("SLIPWAY_COMPOSE_ANSWERS names the file, and then Docker Compose is asked nothing", async () => {
    process.env.SLIPWAY_COMPOSE_ANSWERS = "nowhere.json";
    try {
        const { issues } = await load(checkout());
        expect(issues.map(({ message }) => message)).toEqual([
            expect.stringContaining("there is no file nowhere.json"),
        ]);
    } finally {
        delete process.env.SLIPWAY_COMPOSE_ANSWERS;
    }
});
