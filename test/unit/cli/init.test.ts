import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";
import { ended } from "./terminal";

const ALLOW = ["--allow", "203.0.113.7/32"];

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "slipway-init-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** A folder with a Compose file like a public project's, in which Slipway is installed. */
function folder(name: string): string {
    const directory = join(root, name);
    cpSync(join(__dirname, "testdata", "init", name), directory, { recursive: true });
    mkdirSync(join(directory, "node_modules"));
    symlinkSync(repositoryRoot, join(directory, "node_modules", "slipway"));
    symlinkSync(join(repositoryRoot, "node_modules", "@pulumi"), join(directory, "node_modules", "@pulumi"));
    return directory;
}

const init = (directory: string, ...flags: string[]) => ended(["init", "--yes", ...flags], { directory });
const text = (directory: string, file: string) => readFileSync(join(directory, file), "utf8");

test("a project for this machine: what is written, and what is left to do", async () => {
    const directory = folder("blog");
    expect(await init(directory)).toEqual({
        code: 0,
        err: "note: blog: port 2368, asked for /, which must answer 2xx (its healthcheck)\n",
        out:
            "blog on local, stack local: wrote Pulumi.yaml, index.js, Pulumi.local.yaml. Next:\n" +
            "  pulumi stack select --create local\n" +
            "  npx slipway secrets set blog:DB_PASSWORD --stack local\n" +
            "  npx slipway doctor --stack local\n" +
            "  pulumi up --stack local\n",
    });
    expect(text(directory, "Pulumi.local.yaml")).toBe(
        "config:\n  slipway:apps:\n    blog:\n      target: local\n      compose: compose.yaml\n      secrets:\n        - DB_PASSWORD\n",
    );
    expect(text(directory, "Pulumi.yaml")).toContain("path: ./node_modules/slipway/provider\n");
    expect(text(directory, "index.js")).toContain('require("./node_modules/slipway/bin/program.cjs")');
    expect(readdirSync(directory).filter((name) => name.includes("draft"))).toEqual([]);
});

test("a domain needs the stack's zone on the targets that use it: what is left to do says so, once", async () => {
    const zone = "pulumi config set --path 'slipway:environment.domain' example.com --stack dev";
    const flags = ["--variable", "LOG_LEVEL=info", "--region", "eu-central-1", "--domain", "api.example.com", "--json"];
    const nextOn = async (directory: string, target: string, ...more: string[]) => {
        const { out } = await init(directory, "--target", target, ...flags, ...more);
        return (JSON.parse(out) as { next: string[] }).next;
    };
    const directory = folder("api");
    expect(await nextOn(directory, "ecs-fargate")).toContain(zone);
    // It is there now.
    const file = join(directory, "Pulumi.dev.yaml");
    writeFileSync(file, `${text(directory, "Pulumi.dev.yaml")}  slipway:environment: { domain: example.com }\n`);
    expect(await nextOn(directory, "app-runner", "--app", "second")).not.toContain(zone);
});

describe("what works", () => {
    it.each([
        ["counter", "local", [], []],
        ["dashboard", "local", [], []],
        ["gpu", "local", [], []],
        ["api", "app-runner", ["--variable", "LOG_LEVEL=info"], ["api:SESSION_SECRET"]],
        ["api", "ecs-express", ["--variable", "LOG_LEVEL=info"], ["api:SESSION_SECRET"]],
        ["api", "ecs-fargate", ["--variable", "LOG_LEVEL=info", ...ALLOW], ["api:SESSION_SECRET"]],
    ])("%s on %s", async (name, target, flags, secrets) => {
        const { code, out } = await init(
            folder(name),
            "--target",
            target,
            "--region",
            "eu-central-1",
            "--json",
            ...flags,
        );
        expect(code).toBe(0);
        expect(JSON.parse(out)).toMatchObject({
            app: name,
            target,
            secrets,
            stack: target === "local" ? "local" : "dev",
        });
    });
});

describe("what cannot work is refused with the reason, and nothing is written", () => {
    it.each([
        [
            "api",
            "local",
            [],
            "${LOG_LEVEL} has no value (compose.yaml: services.api.environment.LOG_LEVEL): --variable LOG_LEVEL=<value>, or",
        ],
        [
            "api",
            "ecs-fargate",
            ["--variable", "LOG_LEVEL=info"],
            "slipway:apps.api.allow: is missing: api is published on port 8000 without a domain",
        ],
        [
            "blog",
            "app-runner",
            [],
            "slipway:apps.blog.target: is app-runner, which runs one container, but compose.yaml has 2: blog, db.",
        ],
        [
            "dashboard",
            "ecs-fargate",
            ALLOW,
            "services.dashboard.volumes[0]: mounts /var/run/docker.sock at /var/run/docker.sock, and with it a container commands all others: a task has no Docker",
        ],
        [
            "gpu",
            "ecs-fargate",
            ALLOW,
            "services.model.privileged: cannot run on ecs-fargate: Fargate runs no privileged container",
        ],
        [
            "stack",
            "local",
            [],
            "Docker Compose refuses it: validating compose.yaml: services.web additional properties 'prots' not allowed",
        ],
        ["blog", "local", ["--app", "aws"], "an app cannot have the name aws, which is a namespace of Pulumi's"],
        [
            "blog",
            "ecs-fargate",
            ["--allow", "everybody"],
            "slipway:apps.blog.allow[0]: must be a CIDR block such as 203.0.113.7/32",
        ],
    ])("%s on %s %j", async (name, target, flags, reason) => {
        const directory = folder(name);
        const before = readdirSync(directory);
        const { code, out, err } = await init(directory, "--target", target, ...flags);
        expect({ code, out }).toEqual({ code: 78, out: "" });
        expect(err).toContain(reason);
        expect(err).toMatch(/cannot run so, and nothing was written:\n/);
        expect(readdirSync(directory)).toEqual(before);
    });

    it("no Compose file", async () => {
        expect((await init(root)).err).toBe(
            `error: ${root}: there is no Compose file here: go to the folder with your compose.yaml, or name the file with --compose\n`,
        );
    });

    it("Slipway is not installed", async () => {
        const directory = folder("blog");
        rmSync(join(directory, "node_modules"), { recursive: true });
        const { code, err } = await init(directory);
        expect(code).toBe(78);
        expect(err).toContain("Slipway is not among its packages (node_modules/slipway)");
    });

    it("Slipway is there, but not what Pulumi needs beside it", async () => {
        const directory = folder("blog");
        rmSync(join(directory, "node_modules", "@pulumi"));
        expect((await init(directory)).err).toBe(
            `error: ${directory}: @pulumi/pulumi is not among its packages, where Pulumi looks for it: \`npm install --install-links <Slipway's repository or folder>\` here, then \`npx slipway init\`\n`,
        );
    });

    it("files of both names for the program are there", async () => {
        const directory = folder("blog");
        writeFileSync(join(directory, "index.js"), "// mine\n");
        writeFileSync(join(directory, "slipway.cjs"), "// mine\n");
        expect((await init(directory)).err).toBe(
            `error: ${join(directory, "slipway.cjs")}: is there already: move it away: \`slipway init\` writes its own\n`,
        );
        expect(text(directory, "slipway.cjs")).toBe("// mine\n");
    });

    it("a variable without a value", async () => {
        const { code, err } = await init(folder("api"), "--variable", "LOG_LEVEL");
        expect({ code, err }).toEqual({ code: 2, err: "error: --variable: must be written as NAME=value\n" });
    });
});

describe("in a project", () => {
    it("adds the app to the stack's file, whose comments stay", async () => {
        const directory = folder("counter");
        const ours =
            "name: shop\nmain: slipway.cjs\nplugins: { providers: [{ name: slipway, path: ./node_modules/slipway/provider }] }\n";
        writeFileSync(join(directory, "Pulumi.yaml"), ours);
        writeFileSync(
            join(directory, "slipway.cjs"),
            'module.exports = require("./node_modules/slipway/bin/program.cjs");\n',
        );
        writeFileSync(
            join(directory, "Pulumi.local.yaml"),
            "# mine\nconfig:\n  slipway:apps:\n    other: { target: local } # stays\n",
        );
        const { code, out } = await init(directory, "--app", "shop");
        expect(code).toBe(0);
        expect(out).toContain("shop on local, stack local: wrote Pulumi.local.yaml. Next:\n");
        expect(text(directory, "Pulumi.local.yaml")).toBe(
            "# mine\nconfig:\n  slipway:apps:\n    other: { target: local } # stays\n    shop:\n      target: local\n      compose: docker-compose.yml\n",
        );
        expect(text(directory, "Pulumi.yaml")).toBe(ours);
    });

    it.each([
        ["of another program", "runtime: nodejs\n"],
        [
            "of a program that uses Slipway's components",
            "main: mine.js\nplugins: { providers: [{ name: slipway, path: ./node_modules/slipway/provider }] }\n",
        ],
    ])("refuses the project %s, which would deploy nothing of it", async (_, settings) => {
        const directory = folder("counter");
        writeFileSync(join(directory, "Pulumi.yaml"), `name: shop\n${settings}`);
        writeFileSync(join(directory, "mine.js"), 'require("slipway");\n');
        const { code, err } = await init(directory);
        expect(code).toBe(78);
        expect(err).toContain("which does not read slipway:apps: `pulumi up` would deploy nothing of it");
        expect(existsSync(join(directory, "Pulumi.local.yaml"))).toBe(false);
    });

    it("refuses an app that is there", async () => {
        const directory = folder("counter");
        await init(directory);
        const { code, err } = await init(directory);
        expect({ code, err }).toEqual({
            code: 78,
            err: "error: slipway:apps.counter: is there already: edit it in Pulumi.local.yaml, or choose another name with --app\n",
        });
    });
});
