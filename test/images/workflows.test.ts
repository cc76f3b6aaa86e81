/** Every workflow of `.github/workflows`. None of them has run on GitHub. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { load } from "js-yaml";
import { actionlint } from "../../tools/toolchain/actionlint";
import { run } from "../support/github-stand-in/app";
import { stepAlone, stepsOf } from "../support/preview-workflow";

const folder = resolve(__dirname, "../../.github/workflows");
/** It only says when, and which stacks: what is done another workflow does. */
const CALLER = "deploy.yml";
const files = readdirSync(folder).map((name) => join(folder, name));

test("actionlint finds nothing in any workflow, and a planted fault in each", async () => {
    const tool = await actionlint();
    const lint = (input: string) => run(tool, ["-"], { input, mayFail: true });
    for (const file of files) {
        const text = readFileSync(file, "utf8");
        expect([file, await lint(text)]).toEqual([file, { code: 0, out: "" }]);
        const spoilt = await lint(text.replace(/\$\{\{ (\w+)\./, "${{ no_$1."));
        expect([file, spoilt.code, spoilt.out]).toEqual([file, 1, expect.stringMatching(/undefined variable "no_/)]);
    }
});

test("every workflow: nothing permitted but by its jobs, every action by its full commit, no stored AWS keys", () => {
    for (const file of files) {
        const text = readFileSync(file, "utf8");
        expect([file, (load(text) as { permissions: unknown }).permissions]).toEqual([file, {}]);
        const used = stepsOf(file).flatMap(({ uses }) => uses ?? []);
        if (basename(file) !== CALLER) expect(used.length).toBeGreaterThan(2);
        for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        expect(text).not.toMatch(/AWS_(SECRET_)?ACCESS_KEY|aws-(secret-)?access-key/i);
        expect(text).not.toContain("pull_request_target");
        const checkouts = text.match(/actions\/checkout@/g) ?? [];
        expect(text.match(/persist-credentials: false/g) ?? []).toHaveLength(checkouts.length);
        const { jobs } = load(text) as { jobs: Record<string, { uses?: string; "timeout-minutes"?: number }> };
        for (const [name, job] of Object.entries(jobs)) {
            // A workflow of the same commit.
            if (job.uses !== undefined)
                expect([file, job.uses]).toEqual([file, "./.github/workflows/deploy-stack.yml"]);
            else expect([file, name, job["timeout-minutes"]]).toEqual([file, name, expect.any(Number)]);
        }
        // An expression in a script is text that a stranger may have written: variables carry it.
        for (const { run: script = "" } of stepsOf(file)) expect(script).not.toContain("${{");
    }
});

test("what runs a pull request's code takes none of a fork's, and Dependabot's, which get no secrets, are not tried", () => {
    const ofPullRequests = files.flatMap((file) => {
        const { on, jobs } = load(readFileSync(file, "utf8")) as Workflow;
        if (on === null || typeof on !== "object" || !("pull_request" in on)) return [];
        return Object.entries(jobs).map(([name, { if: when = "" }]) => [name, when] as const);
    });
    expect(ofPullRequests.map(([name]) => name).sort()).toEqual(["down", "preview", "sweep", "up"]);
    const own = "github.event.pull_request.head.repo.full_name == github.repository";
    for (const [name, when] of ofPullRequests) {
        if (name === "sweep")
            expect(when).toBe("github.event_name != 'pull_request' && github.ref == 'refs/heads/main'");
        else expect([name, when]).toEqual([name, expect.stringContaining(`${own} &&`)]);
    }
    expect(new Map(ofPullRequests).get("preview")).toBe(`${own} && github.actor != 'dependabot[bot]'`);
});

test("where Pulumi runs all commits are there: a stack's settings may name an earlier one", () => {
    const running = files.flatMap((file) => {
        const { jobs } = load(readFileSync(file, "utf8")) as Workflow;
        return Object.entries(jobs).filter(([, { steps = [] }]) =>
            steps.some(({ uses }) => uses?.startsWith("pulumi/actions@")),
        );
    });
    const names = running.map(([name]) => name).sort();
    expect(names).toEqual(["deploy", "down", "drift", "images", "preview", "sweep", "up"]);
    for (const [name, { steps }] of running) {
        const clone = steps?.find(({ uses }) => uses?.startsWith("actions/checkout@"));
        expect([name, clone?.with?.["fetch-depth"]]).toEqual([name, 0]);
    }
});

/** GitHub lets one run or job of a group wait and drops it for a newer one, even for a run whose jobs are all skipped. */
test("one at a time, and what waits is dropped only for what does the same", () => {
    const groups = files.map((file) => {
        const { concurrency, jobs } = load(readFileSync(file, "utf8")) as Workflow;
        const ofJobs = Object.entries(jobs).flatMap(([name, job]) =>
            job.concurrency === undefined ? [] : [[name, job.concurrency] as const],
        );
        return [basename(file), Object.fromEntries([["*", concurrency] as const, ...ofJobs])];
    });
    const kept = (group: string) => ({ group, "cancel-in-progress": false });
    const pull = "${{ github.event.pull_request.number }}";
    expect(Object.fromEntries(groups)).toEqual({
        // A stack that waits for somebody to agree holds up no other one.
        "deploy.yml": { "*": undefined, stack: kept("deploy-${{ matrix.stack }}") },
        "deploy-stack.yml": { "*": undefined },
        // What these do is said by branch: on another one than main all jobs are skipped.
        "drift.yml": { "*": kept("drift-${{ github.ref }}") },
        "spec-editor-image.yml": { "*": kept("spec-editor-image-${{ github.ref }}") },
        "images.yml": {
            "*": kept("images-${{ github.ref }}-${{ inputs.app }}"),
            publish: kept("publish-${{ matrix.image.name }}"),
        },
        // A job that is skipped takes no part: a label that nobody asked about drops nothing.
        "pr-environment.yml": {
            "*": undefined,
            up: kept(`pr-environment-${pull}`),
            down: kept(`pr-environment-${pull}`),
            sweep: kept("pr-environment-sweep"),
        },
        // A newer push makes an older preview worthless.
        "preview.yml": { "*": { group: `preview-${pull}`, "cancel-in-progress": true } },
    });
});

test("the deployment: main only, its role behind an environment that no other job names", () => {
    const workflow = (name: string) => load(readFileSync(join(folder, name), "utf8")) as Workflow;
    const [caller, deploy] = [workflow(CALLER), workflow("deploy-stack.yml")];
    expect(caller.on).toEqual({ push: { branches: ["main"] }, workflow_dispatch: null });
    // Nobody else can start it.
    expect(Object.keys(deploy.on as object)).toEqual(["workflow_call"]);
    const jobs = files.flatMap((file) => Object.entries((load(readFileSync(file, "utf8")) as Workflow).jobs));
    const inEnvironment = jobs.flatMap(([name, { environment }]) =>
        environment === undefined ? [] : [[name, environment]],
    );
    expect(inEnvironment).toEqual([
        ["deploy", "${{ inputs.stack }}"],
        // Another one: its role deploys nothing but the stacks of pull requests.
        ...["up", "down", "sweep"].map((name) => [name, "pull-requests"]),
    ]);
    for (const [name, job] of [...Object.entries(caller.jobs), ...Object.entries(deploy.jobs)]) {
        expect([name, job.if]).toEqual([name, "github.ref == 'refs/heads/main'"]);
        expect([name, job.permissions]).toEqual([name, { contents: "read", "id-token": "write" }]);
    }
    // One stack's failure or wait is none of the others', in the same run too.
    expect(caller.jobs.stack?.strategy).toMatchObject({ "fail-fast": false });
    expect(caller.jobs.stack?.strategy).not.toHaveProperty("max-parallel");
    expect(deploy.jobs.deploy?.needs).toBe("images");
    for (const { steps = [] } of Object.values(deploy.jobs)) {
        const names = steps.flatMap(({ name }) => name ?? []);
        expect(names[0]).toBe("Nothing newer is there");
    }
    const { steps = [], "timeout-minutes": minutes } = deploy.jobs.deploy!;
    const role = steps.find(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"))?.with;
    expect(role?.["role-duration-seconds"]).toBe("${{ vars.SLIPWAY_DEPLOY_SECONDS || 3600 }}");
    // All that GitHub gives: a shorter limit would cut short what the session still allows.
    expect(minutes).toBe(360);
    const text = readFileSync(join(folder, "deploy-stack.yml"), "utf8");
    const [, recorded] = /SLIPWAY_COMPOSE_RECORD: (.+)/.exec(text)!;
    // In the checkout it would be a change since the commit, and Pulumi would record that no commit holds what was deployed.
    expect(recorded).toBe("${{ runner.temp }}/compose-answers.json");
    expect(text).toContain(`path: ${recorded}\n`);
});

test("what Docker Compose has answered is no change of the checkout, where docs/ci.md has it written there", () => {
    const root = resolve(folder, "../..");
    const [name] = /(?<=SLIPWAY_COMPOSE_RECORD=)\S+/.exec(readFileSync(join(root, "docs/ci.md"), "utf8"))!;
    execFileSync("git", ["check-ignore", "--quiet", name], { cwd: root }); // throws where it is not ignored
});

test("the images: main only, built and scanned before anybody has signed in, with contents and provenance, signed", () => {
    const images = load(readFileSync(join(folder, "images.yml"), "utf8")) as ImagesWorkflow;
    expect(Object.keys(images.on)).toEqual(["push", "workflow_dispatch"]);
    expect(images.on.push.branches).toEqual(["main"]);
    const { list, publish, ...others } = images.jobs;
    expect(others).toEqual({});
    for (const job of [list, publish]) expect(job.if).toMatch(/^github\.ref == 'refs\/heads\/main'/);
    expect(list.permissions).toEqual({ contents: "read" });
    expect(publish.permissions).toEqual({
        contents: "read",
        packages: "write",
        "id-token": "write",
        attestations: "write",
    });
    const order = publish.steps.flatMap(({ uses }) => uses?.split("@")[0] ?? []);
    expect(order).toEqual([
        "actions/checkout",
        "docker/setup-buildx-action",
        "docker/build-push-action",
        "anchore/scan-action",
        "docker/metadata-action",
        "docker/login-action",
        "docker/build-push-action",
        "actions/attest",
    ]);
    const [built, published] = publish.steps.filter(({ uses }) => uses?.startsWith("docker/build-push-action"));
    const { load: loaded, tags, ...build } = built!.with!;
    expect([loaded, tags]).toEqual([true, "${{ env.CANDIDATE }}"]);
    // What is published is what was scanned.
    expect(published!.with).toMatchObject({ ...build, push: true, sbom: true, provenance: "mode=max" });
    const of = (action: string) => publish.steps.find(({ uses }) => uses?.startsWith(action))?.with;
    expect(of("anchore/scan-action")).toMatchObject({
        ...{ image: "${{ env.CANDIDATE }}", "severity-cutoff": "critical", "only-fixed": true, "fail-build": true },
    });
    expect(String(of("docker/metadata-action")?.tags).trim().split("\n")).toEqual([
        "type=raw,value=latest",
        "type=sha,prefix=main-",
    ]);
    expect(of("actions/attest")).toMatchObject({ "subject-digest": "${{ steps.publish.outputs.digest }}" });
});

test("its matrix is what the Compose files build, each once; spec-editor has a workflow of its own", () => {
    const listed = (env: NodeJS.ProcessEnv) => stepAlone([join(folder, "images.yml"), "List"], env);
    const { code, outputs } = listed({ APP: "" });
    expect(code).toBe(0);
    const images = JSON.parse(outputs.replace(/^images=/, "")) as Record<"name" | "app" | "context" | "file", string>[];
    const root = resolve(folder, "../..");
    const apps = readdirSync(join(root, "docker")).filter((app) => app !== "spec-editor");
    // Read without Docker Compose: what is built from which Dockerfile.
    const files = apps.flatMap((app) => {
        const { services } = load(readFileSync(join(root, "docker", app, "compose.yaml"), "utf8")) as {
            services: Record<string, { build?: string | { context: string; dockerfile?: string } }>;
        };
        return Object.values(services).flatMap(({ build }) => {
            if (build === undefined) return [];
            const { context, dockerfile = "Dockerfile" } = typeof build === "string" ? { context: build } : build;
            return [join("docker", app, context, dockerfile)];
        });
    });
    expect(images.map(({ file }) => file).sort()).toEqual([...new Set(files)].sort());
    for (const { file, context } of images)
        expect(statSync(join(root, file)).isFile() && file.startsWith(context)).toBe(true);
    expect(new Set(images.map(({ name }) => name)).size).toBe(images.length);
    const one = listed({ APP: "spec-editor" });
    expect(one.outputs).toContain('"name":"spec-editor"');
    // Not an empty list, of which nothing would be published in green.
    expect(listed({ APP: "nobody" })).toMatchObject({ code: 1, outputs: "" });
    const named = stepAlone([join(folder, "images.yml"), "Name"], { OWNER: "Acme-Shop", NAME: "sovd-backend" });
    expect(named.outputs).toBe("image=ghcr.io/acme-shop/sovd-backend\n");
});

const PR = join(folder, "pr-environment.yml");

test("a pull request's environment: never for a fork, asked for by a label, least permissions", () => {
    const workflow = load(readFileSync(PR, "utf8")) as Workflow;
    expect(Object.keys(workflow.on as object)).toEqual(["pull_request", "schedule", "workflow_dispatch"]);
    const { up, down, sweep, ...others } = workflow.jobs;
    expect(others).toEqual({});
    for (const job of [up, down]) {
        expect(job?.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
        expect(job?.if).toContain("contains(github.event.pull_request.labels.*.name, 'environment')");
        expect(job?.permissions).toEqual({ contents: "read", "id-token": "write", "pull-requests": "write" });
    }
    expect(sweep).toMatchObject({
        if: "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'",
        permissions: { contents: "read", "id-token": "write" },
    });
});

test.each([
    ["Up", "up", 0, "is up\n\n- https://pr-7-shop.example.com\n\n**Price**: about $15.18 a month"],
    ["Up", "up", 1, "is not up"],
    ["Down", "down", 0, "is removed"],
    ["Down", "down", 1, "is not removed"],
] as const)("its step %s, with a STAND-IN of the command that ends with %s %d", (step, command, code, says) => {
    const stub = join(mkdtempSync(join(tmpdir(), "slipway-pr-step-")), "node");
    // Only the command itself is stood in for; the comment is made by the tool.
    writeFileSync(
        stub,
        `#!/bin/sh
if [ "$1" != bin/slipway.cjs ]; then exec ${process.execPath} "$@"; fi
echo "asked: $*"
[ ${code} = 0 ] && echo "https://pr-7-shop.example.com" && echo 'pr-7 is up until 2026-11-29T12:00:00Z, for about $15.18 a month; removes it'
exit ${code}
`,
    );
    chmodSync(stub, 0o755);
    const PATH = `${dirname(stub)}${delimiter}${process.env.PATH}`;
    const left = [`${command}.log`, "comment.md"].map((name) => resolve(folder, "../..", name));
    try {
        const { code: ended, log, outputs } = stepAlone([PR, step], { PATH, NUMBER: "7", BASE: "dev", DAYS: "7" });
        expect([ended, outputs]).toEqual([0, `status=${code}\n`]);
        expect(log).toContain(
            `asked: bin/slipway.cjs pr ${command} 7 ${command === "up" ? "--from dev --days 7 " : ""}--yes`,
        );
        expect(readFileSync(left[1]!, "utf8")).toContain(
            `<!-- slipway environment: pr-7 -->\n### Environment \`pr-7\` ${says}`,
        );
    } finally {
        for (const file of [...left, dirname(stub)]) rmSync(file, { recursive: true, force: true });
    }
});

test.each([
    ["preview.yml", "Preview", "preview.json", "comment.md"],
    ["drift.yml", "Look", "drift.json", "drift.md"],
] as const)(
    "%s: a preview that ends before it tells anything is told as failed, not as nothing",
    (name, step, ...wrote) => {
        const folderOfStub = mkdtempSync(join(tmpdir(), "slipway-no-preview-"));
        const stub = join(folderOfStub, "pulumi");
        // A STAND-IN that ends as Pulumi does where it has no such stack.
        writeFileSync(stub, "#!/bin/sh\necho \"error: no stack named 'dev' found, token-4711\" >&2\nexit 255\n");
        chmodSync(stub, 0o755);
        const page = join(folderOfStub, "summary");
        const env = { PATH: `${folderOfStub}${delimiter}${process.env.PATH}`, STACK: "dev", GITHUB_STEP_SUMMARY: page };
        const left = wrote.map((written) => resolve(folder, "../..", written));
        try {
            const { code, log, outputs } = stepAlone([join(folder, name), step], env);
            expect([code, outputs]).toEqual([0, "status=255\n"]);
            expect(log).toContain("no stack named 'dev'");
            const comment = readFileSync(left[1]!, "utf8");
            expect(comment).toBe(
                "<!-- slipway preview: dev -->\n### Preview of `dev`: failed\n\n" +
                    "It ended with exit code 255 before it could tell what would change. The log of this run tells why.\n",
            );
            expect(readFileSync(page, "utf8")).toBe(comment);
        } finally {
            for (const file of [...left, folderOfStub]) rmSync(file, { recursive: true, force: true });
        }
    },
);

/** As far as it is looked at. */
interface ImagesWorkflow {
    readonly on: { readonly push: { readonly branches: readonly string[] } };
    readonly jobs: Readonly<
        Record<
            "list" | "publish",
            {
                readonly if: string;
                readonly permissions: unknown;
                readonly steps: readonly {
                    readonly uses?: string;
                    readonly with?: Readonly<Record<string, unknown>>;
                }[];
            }
        >
    >;
}

interface Workflow {
    readonly on: unknown;
    readonly concurrency?: Readonly<Record<string, unknown>>;
    readonly jobs: Readonly<
        Record<
            string,
            {
                readonly if?: string;
                readonly "timeout-minutes"?: number;
                readonly concurrency?: Readonly<Record<string, unknown>>;
                readonly needs?: string;
                readonly environment?: string;
                readonly permissions?: unknown;
                readonly strategy?: unknown;
                readonly steps?: readonly {
                    readonly name?: string;
                    readonly uses?: string;
                    readonly with?: Readonly<Record<string, unknown>>;
                }[];
            }
        >
    >;
}
