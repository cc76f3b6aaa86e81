/** `slipway rollback` on this machine's Docker: from a bad version to the one before, and what a client sees meanwhile. */
import { readFileSync, writeFileSync } from "node:fs";
import { filesWith, holds } from "../support/canary";
import { keep } from "../support/kept";
import { slipway } from "../support/slipway-command";
import { docker } from "../support/docker-sync";
import { CANARY, TinyApp } from "../support/tiny-app";

const OTHER = "another token";
let app: TinyApp;
let [first, second]: string[] = [];
let goodRelease: string | undefined;
const outputs: string[] = [];

const commit = (message: string) => app.clone!.commit(message);
const rollback = async (...args: string[]) => {
    const ended = await slipway(app.stack, ["rollback", "tiny", "--config-file", app.stack.configFile, ...args]);
    outputs.push(ended.output);
    keep(`slipway rollback tiny ${args.join(" ")}`, ended.output);
    return ended;
};
const settings = () => readFileSync(app.stack.configFile, "utf8");
const token = () => docker("exec", app.containers().web ?? "", "printenv", "TOKEN");

beforeAll(async () => {
    app = await TinyApp.inClone("t-back");
    first = commit("The first");
    expect(await app.stack.up()).toMatchObject({ code: 0 });
    goodRelease = (await app.answer())?.body.release;

    app.edit("web.py", (text) => text.replace('"greeting": os', '"mood": "bad", "greeting": os'));
    app.configure({ GREETING: "well" });
    app.stack.setSecret("tiny:TOKEN", OTHER);
    second = commit("The second");
    expect(await app.stack.up()).toMatchObject({ code: 0 });
    expect((await app.answer())?.body).toMatchObject({ mood: "bad", greeting: "well" });
});
afterAll(() => app.dispose());

test("the releases of an app, told by what they changed and without a value", async () => {
    const { code, output } = await slipway(app.stack, ["releases", "tiny", "--config-file", app.stack.configFile]);
    expect([code, output]).toEqual([
        0,
        expect.stringMatching(
            new RegExp(
                `^ +2 .*Z {2}${second!.slice(0, 12)} .*files: commit ${second!.slice(0, 12)}, setting variables changes, value tiny:TOKEN changes\n` +
                    ` +1 .*Z {2}${first!.slice(0, 12)} .*new\n$`,
            ),
        ),
    ]);
    outputs.push(output);
});

test("a preview shows the way back, and changes nothing: not the settings either", async () => {
    const before = [app.containers(), settings()];
    const { code, output } = await rollback("--preview");
    expect([code, output]).toEqual([
        0,
        expect.stringMatching(/tiny on stack t-back: back to update 1 of .* "The first"/),
    ]);
    expect(output).toMatch(
        /web: image slipway\/tiny:\w{12} → slipway\/tiny:\w{12}; GREETING well → hello; .*secret TOKEN changed/,
    );
    expect([app.containers(), settings()]).toEqual(before);
});

test("without an answer to its question nothing happens", async () => {
    const { code, output } = await rollback();
    expect([code, output]).toEqual([
        2,
        expect.stringMatching(/error: --yes: this changes something, and there is no terminal/),
    ]);
});

test("a rollback that fails leaves containers and settings as they were", async () => {
    const before = [app.containers(), settings()];
    const env = { DOCKER_HOST: "tcp://127.0.0.1:1" };
    const args = ["rollback", "tiny", "--yes", "--config-file", app.stack.configFile];
    const { code, output } = await slipway(app.stack, args, { env });
    expect([code, output]).toEqual([1, expect.stringMatching(/Pulumi\.t-back\.yaml is as it was/)]);
    expect([app.containers(), settings()]).toEqual(before);
    outputs.push(output);
});

test("back: the very release of then, with its variable and its secret, nothing built; a client is counted", async () => {
    const seen = { sent: 0, lost: 0 };
    let over = false;
    const client = (async () => {
        while (!over) {
            seen.sent += 1;
            if ((await app.answer())?.status !== 200) seen.lost += 1;
            await new Promise((done) => setTimeout(done, 20));
        }
    })();
    writeFileSync(app.stack.configFile, settings().replace("config:\n", "config:\n  # kept\n"));
    const { code, output, ms } = await rollback("--yes");
    over = true;
    await client;
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    console.info(`rollback on local: ${(ms / 1000).toFixed(1)} s; requests: sent ${seen.sent}, lost ${seen.lost}`);
    expect(seen.sent).toBeGreaterThan(20);
    // The old container of the one port must end before the new one can have it.
    expect(seen.lost).toBeLessThan(seen.sent / 2);

    const answer = (await app.answer())?.body;
    expect(answer).toMatchObject({ greeting: "hello", release: goodRelease });
    expect(answer).not.toHaveProperty("mood");
    expect(token()).toBe(`${CANARY}\n`);
    expect(settings()).toMatch(new RegExp(`# kept[^]*commit: "?${first}`));
});

test("the next up undoes nothing, whatever the work tree has", async () => {
    expect(await app.stack.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect((await app.answer())?.body.release).toBe(goodRelease);
});

test("the secrets are in no output, and in no file in plain text", () => {
    for (const secret of [CANARY, OTHER]) {
        expect(outputs.filter((output) => holds(output, secret))).toEqual([]);
        expect(filesWith(app.stack.directory, secret)).toEqual([]);
    }
});
