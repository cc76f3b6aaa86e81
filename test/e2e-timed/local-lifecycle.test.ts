import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { quickest } from "../support/quickest";
import { docker } from "../support/docker-sync";
import { succeeded } from "../support/stack";
import { CANARY, TinyApp } from "../support/tiny-app";

describe("the life of an app on this machine's Docker", () => {
    let app: TinyApp;

    beforeAll(async () => {
        app = await TinyApp.make("t-life");
        const first = await app.stack.up();
        expect(first.output).not.toMatch(/error:/);
        expect(first.code).toBe(0);
    });
    afterAll(() => app.dispose());

    test("it serves, and the stack's output says where", async () => {
        expect(await app.answer()).toMatchObject({ status: 200, body: { greeting: "hello" } });
        expect(JSON.stringify(app.stack.outputs())).toContain(`http://127.0.0.1:${app.port}`);
    });

    test("a second up with nothing changed: no build, no restart, at most 10 s", async () => {
        const before = app.containers();
        const again = () => app.stack.up(["--expect-no-changes"]);
        const ms = await quickest(10_000, again, ({ code, output }) => {
            expect(output).not.toMatch(/docker-build:index:Image/);
            expect(code).toBe(0);
            expect(app.containers()).toEqual(before);
        });
        console.info(`no-op up of the tiny app: ${(ms / 1000).toFixed(1)} s`);
        expect(ms).toBeLessThan(10_000);
    });

    test("a preview says what would change, service by service, and changes nothing", async () => {
        app.configure({ GREETING: "good day" });
        const before = app.containers();
        const { code, output } = await app.stack.preview(["--diff"]);
        expect(code).toBe(0);
        expect(output).toContain('web: GREETING hello → "good day"');
        expect(output).toMatch(/GREETING: "hello" => "good day"/);
        expect(app.containers()).toEqual(before);
    });

    test("a changed variable restarts what uses it, and nothing else", async () => {
        const before = app.containers();
        const { code, output } = await app.stack.up();
        expect(output).not.toMatch(/error:/);
        expect(code).toBe(0);
        const after = app.containers();
        expect(after.web).not.toBe(before.web);
        expect(after.store).toBe(before.store);
        expect((await app.answer())?.body.greeting).toBe("good day");
    });

    test("a changed secret reads as one line without a value, and restarts what uses it", async () => {
        const before = app.containers();
        app.stack.setSecret("tiny:TOKEN", "another $ecret");
        const preview = await app.stack.preview(["--diff"]);
        expect(preview.output).toContain("web: secret DATABASE_URL changed; secret TOKEN changed");
        expect(preview.output).not.toContain("another $ecret");
        const up = await app.stack.up();
        expect(up.code).toBe(0);
        const after = app.containers();
        expect(after.web).not.toBe(before.web);
        expect(after.store).toBe(before.store);
        expect(docker("exec", after.web ?? "", "printenv", "DATABASE_URL").trim()).toBe(
            "postgresql://app:another $ecret@store:5432/tiny",
        );
        app.stack.setSecret("tiny:TOKEN", CANARY);
        expect((await app.stack.up()).code).toBe(0);
        expect(docker("exec", app.containers().web ?? "", "printenv", "TOKEN")).toBe(`${CANARY}\n`);
    });

    test("a changed source file builds the image and replaces the containers that run it", async () => {
        app.edit("web.py", (text) => text.replace('"web: serving"', '"web: now serving"'));
        const preview = await app.stack.preview();
        expect(preview.output).toMatch(/web: image slipway\/tiny:\w{12} → slipway\/tiny:\w{12}/);
        const up = await app.stack.up();
        expect(up.output).not.toMatch(/error:/);
        expect(up.code).toBe(0);
        expect(docker("logs", app.containers().web ?? "")).toContain("now serving");
    });

    test("a removed service goes; its volume stays", async () => {
        const volumes = app.volumes();
        expect(volumes).toEqual([`${app.project}_data`]);
        app.edit("compose.yaml", (text) =>
            text
                .replace(/^ {2}store:[\s\S]*?(?=^volumes:)/m, "")
                .replaceAll(/^ +store: \{ condition: service_healthy \}\n/gm, "")
                .replace(/(command: \["python", "setup.py"\][\s\S]*?)\n {4}depends_on:\n/, "$1\n"),
        );
        const up = await app.stack.up();
        expect(up.output).toContain("store: removed");
        expect(up.code).toBe(0);
        expect(Object.keys(app.containers())).toEqual(["web"]);
        expect(app.volumes()).toEqual(volumes);
    });

    test("no form of the secret is in state, history or backups", () => {
        const needles = [
            CANARY,
            JSON.stringify(CANARY).slice(1, -1),
            JSON.stringify(JSON.stringify(CANARY).slice(1, -1)).slice(1, -1),
            encodeURIComponent(CANARY),
            Buffer.from(CANARY).toString("base64").slice(0, 20),
            Buffer.from(CANARY).toString("hex").slice(0, 30),
            "line-two-of-canary",
            "cana$ry",
        ];
        let files = 0;
        const search = (folder: string): void => {
            for (const name of readdirSync(folder)) {
                const path = join(folder, name);
                if (statSync(path).isDirectory()) {
                    search(path);
                    continue;
                }
                files += 1;
                const bytes = readFileSync(path);
                for (const needle of needles)
                    expect({ path, found: bytes.includes(needle) ? needle : "" }).toEqual({ path, found: "" });
            }
        };
        search(app.stack.directory);
        console.info(`canary: searched ${needles.length} forms in ${files} files of state, history and backups`);
        expect(files).toBeGreaterThan(10);
    });

    test("nor in the layers of the image", () => {
        const image = docker("inspect", "--format", "{{.Config.Image}}", app.containers().web ?? "").trim();
        const history = docker("history", "--no-trunc", image) + docker("image", "inspect", image);
        expect(history).not.toMatch(/cana\$ry|line-two-of-canary/);
    });

    test("destroy keeps named volumes and says how to delete them; told so, it deletes them", async () => {
        const kept = await app.stack.destroy();
        expect(kept.code).toBe(0);
        expect(kept.output).toContain(
            `kept with their data: ${app.project}_data. To delete: docker volume rm ${app.project}_data`,
        );
        expect(app.containers(true)).toEqual({});
        expect(app.volumes()).toEqual([`${app.project}_data`]);
        expect((await app.stack.up()).code).toBe(0);
        const gone = await app.stack.destroy({ SLIPWAY_DELETE_VOLUMES: "1" });
        expect(gone.code).toBe(0);
        expect(app.volumes()).toEqual([]);
    });
});

test("two stacks of one app run side by side", async () => {
    const [one, two] = [await TinyApp.make("t-one"), await TinyApp.make("t-two")];
    try {
        two.configure({ GREETING: "second" });
        succeeded(await one.stack.up());
        succeeded(await two.stack.up());
        expect((await one.answer())?.body.greeting).toBe("hello");
        expect((await two.answer())?.body.greeting).toBe("second");
        expect((await one.stack.destroy({ SLIPWAY_DELETE_VOLUMES: "1" })).code).toBe(0);
        expect((await two.answer())?.status).toBe(200);
        expect(two.volumes()).toHaveLength(1);
    } finally {
        await one.dispose();
        await two.dispose();
    }
});
