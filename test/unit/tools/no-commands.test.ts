/** What GitHub's runner reads of a step's output: `.github/scripts/no-commands.sh` against a STAND-IN of its rules. It has not run on GitHub. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { load } from "js-yaml";

const root = resolve(__dirname, "../../..");
const SCRIPT = ".github/scripts/no-commands.sh";

/** STAND-IN: the commands that the runner carries out. It knows `::name::` behind spaces, and `##[name]` anywhere in a line. */
function carriedOut(log: string): string[] {
    const found: string[] = [];
    let stopped: string | undefined;
    for (const line of log.split("\n")) {
        const [, name = "", value = ""] =
            /^\s*::([\w-]+)[^:]*::(.*)$/.exec(line) ?? /##\[([\w-]+)[^\]]*\](.*)$/.exec(line) ?? [];
        if (stopped !== undefined) {
            if (name === stopped) stopped = undefined;
        } else if (name === "stop-commands") stopped = value;
        else if (name !== "") found.push(name);
    }
    return found;
}

const HOSTILE = String.raw`printf '  ::add-mask::a\n'; printf 'web: ##[error]all is lost\n' >&2; printf '::resume::'; exit 3`;
const ran = (...command: string[]) => {
    const { status, stdout } = spawnSync(command[0]!, command.slice(1), { cwd: root, encoding: "utf8" });
    return { status, stdout };
};

test("nothing of what a command tells is carried out, what comes after it is, and its exit code stays", () => {
    const bare = ran("bash", "-c", `(${HOSTILE}) 2>&1`);
    expect(carriedOut(bare.stdout)).toEqual(["add-mask", "error", "resume"]);
    const { status, stdout } = ran("bash", SCRIPT, "bash", "-c", HOSTILE);
    expect(status).toBe(3);
    expect(stdout).toContain(bare.stdout);
    expect(carriedOut(`${stdout}::notice::seen`)).toEqual(["notice"]);
    expect(ran("bash", SCRIPT, "true").stdout).not.toBe(ran("bash", SCRIPT, "true").stdout);
});

test.each([
    ["deploy-stack.yml", ["Build and push", "Deploy"]],
    ["pr-environment.yml", ["Up", "Down", "Sweep"]],
])("%s: the steps that tell what containers and builds have said", (file, names) => {
    const { jobs } = load(readFileSync(join(root, ".github/workflows", file), "utf8")) as {
        jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
    };
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    for (const name of names) {
        const script = steps.find((step) => step.name === name)?.run ?? "";
        expect([name, script]).toEqual([name, expect.stringContaining(`bash ${SCRIPT} `)]);
        // Neither is said in another way.
        expect(script).not.toMatch(/^\s*(cat|pulumi up|npx tsx tools\/images|node .*sweep)/m);
    }
});
