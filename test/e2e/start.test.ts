import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

const repository = resolve(__dirname, "..", "..");
const recorder = join(__dirname, "testdata", "recorder");

interface Call {
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
}

/** `npm start` sets the environment up and runs `pulumi up`: nothing else, so plain `pulumi` does the same. */
describe("npm start beside plain pulumi", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-start-"));
    const recorded = join(folder, "calls.jsonl");
    const state = join(folder, "state");
    // A backend of the test's own: the user's stack of the same name stays as it is.
    const environment = {
        ...process.env,
        PATH: [recorder, process.env.PATH].join(delimiter),
        RECORDED_CALLS: recorded,
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "slipway-local",
    };

    beforeAll(() => mkdirSync(state));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function must(script: string): void {
        const result = spawnSync("sh", ["-c", script], { cwd: repository, env: environment, encoding: "utf8" });
        expect([result.status, `${result.stdout}${result.stderr}`]).toEqual([0, expect.any(String)]);
    }

    /** What differs between two environments, without npm's own variables and the shell's. */
    function differences(one: Call["env"], other: Call["env"]): string[] {
        const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
        const own = /^(npm_.*|INIT_CWD|NODE|COLOR|EDITOR|OLDPWD|PWD|SHLVL|_)$/;
        return names.filter((name) => !own.test(name) && name !== "PATH" && one[name] !== other[name]).sort();
    }

    test("they differ in environment variables only, and in none once `npm run env` has set them", () => {
        must("npm start --silent");
        must('eval "$(npm run --silent env)" && pulumi up --stack local');
        must("pulumi preview --stack local");
        const calls = readFileSync(recorded, "utf8").trim().split("\n");
        const [started, evaluated, plain] = calls.map((line) => JSON.parse(line) as Call);
        expect(calls).toHaveLength(3);

        expect(started!.args).toEqual(["up", "--stack", "local", "--yes", "--skip-preview"]);
        expect([started!.cwd, evaluated!.cwd, plain!.cwd]).toEqual([repository, repository, repository]);
        expect(differences(started!.env, evaluated!.env)).toEqual([]);
        // What `npm start` may add to the user's own: named in the README, and nothing besides.
        const mayAdd = [
            "BUILDX_CONFIG",
            "DOCKER_CONFIG",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
            "PULUMI_SKIP_UPDATE_CHECK",
            "SLIPWAY_REGISTRY",
            "SLIPWAY_STAND_IN_BASES",
        ];
        expect(differences(started!.env, plain!.env).filter((name) => !mayAdd.includes(name))).toEqual([]);
    });

    test("npm stop is `pulumi destroy` of the same stack, and says by a variable that volumes go too", () => {
        writeFileSync(recorded, "");
        must("pulumi stack select --create local");
        must("npm stop --silent");
        must("npm stop --silent -- --volumes");
        const [kept, deleted] = readFileSync(recorded, "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as Call);
        for (const call of [kept!, deleted!])
            expect(call.args).toEqual(["destroy", "--stack", "local", "--yes", "--skip-preview"]);
        expect(kept!.env.SLIPWAY_DELETE_VOLUMES).toBeUndefined();
        expect(deleted!.env.SLIPWAY_DELETE_VOLUMES).toBe("1");
    });

    test("negative control: another variable is noticed", () => {
        expect(differences({ A: "1", PWD: "/" }, { A: "2", PWD: "/x" })).toEqual(["A"]);
    });
});
