import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { programDependencies, providerPlugins } from "../../../tools/language-host/packages";
import { outcome, programOptions, runnerArguments, runnerEnvironment } from "../../../tools/language-host/run-program";

function request(): RunRequest {
    const info = new ProgramInfo().setProgramDirectory("/p").setRootDirectory("/root").setEntryPoint("index.ts");
    const made = new RunRequest()
        .setProject("slipway")
        .setStack("local")
        .setOrganization("organization")
        .setMonitorAddress("127.0.0.1:1")
        .setParallel(16)
        .setConfigsecretkeysList(["slipway:key"])
        .setInfo(info);
    made.getConfigMap().set("slipway:key", "v").set("aws:config:region", "eu");
    return made;
}

describe("the stand-in language host", () => {
    it("gives the runner what the real host gives it", () => {
        const dry = request().setDryrun(true).setArgsList(["more"]);
        expect(runnerArguments(dry, "127.0.0.1:2")).toEqual([
            ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--organization", "organization"],
            ...["--project", "slipway", "--root-directory", "/root", "--stack", "local", "--pwd", "/p"],
            ...["--parallel", "16", "--dry-run", "index.ts", "more"],
        ]);
    });

    it("leaves out what is not known, and runs the folder's own entry point", () => {
        expect(runnerArguments(new RunRequest().setMonitorAddress("m"), "")).toEqual([
            "--monitor",
            "m",
            "--parallel",
            "0",
            ".",
        ]);
    });

    it("spells configuration keys in the way that all SDKs read", () => {
        expect(runnerEnvironment(request(), programOptions({}))).toEqual({
            PULUMI_CONFIG: '{"aws:config:region":"eu","slipway:config:key":"v"}',
            PULUMI_CONFIG_SECRET_KEYS: '["slipway:key"]',
            PULUMI_NODEJS_TYPESCRIPT: "true",
        });
    });

    it("honours the options of Pulumi.yaml", () => {
        const options = programOptions({
            typescript: false,
            tsconfig: "t.json",
            nodeargs: " --a  --b=1 ",
            packagemanager: "npm",
        });
        expect(options).toEqual({ typescript: false, tsconfig: "t.json", nodeArguments: ["--a", "--b=1"] });
        expect(runnerEnvironment(new RunRequest(), options)).toEqual({
            PULUMI_CONFIG: "{}",
            PULUMI_CONFIG_SECRET_KEYS: "[]",
            PULUMI_NODEJS_TSCONFIG_PATH: "t.json",
        });
    });

    it.each([
        [{ typescript: "yes" }, 'Pulumi.yaml: runtime.options.typescript must be true or false, got "yes"'],
        [{ tsconfig: 1 }, "Pulumi.yaml: runtime.options.tsconfig must be a path, got 1"],
        [
            { nodeargs: "-r 'a b'" },
            `Pulumi.yaml: runtime.options.nodeargs must be words separated by spaces, without quotes, got "-r 'a b'"`,
        ],
    ])("refuses %j", (options, message) => expect(() => programOptions(options)).toThrow(message));

    it.each([
        [0, null, {}],
        [32, null, { bail: true }],
        [3, null, { error: "Program exited with non-zero exit code: 3" }],
        [null, "SIGKILL", { error: "Program was ended by signal SIGKILL" }],
    ] as const)("judges exit code %p and signal %p", (code, signal, expected) => {
        expect(outcome(code, signal)).toEqual(expected);
    });
});

describe("what a program needs", () => {
    const root = mkdtempSync(join(tmpdir(), "slipway-packages-"));
    afterAll(() => rmSync(root, { recursive: true }));

    beforeAll(() => {
        const put = (name: string, manifest: unknown): void => {
            mkdirSync(join(root, "node_modules", name), { recursive: true });
            const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
            writeFileSync(join(root, "node_modules", name, "package.json"), text);
        };
        put("@pulumi/aws", { name: "@pulumi/aws", version: "7.1.0", pulumi: { resource: true } });
        put("@pulumi/pulumi", { name: "@pulumi/pulumi", version: "3.0.0" });
        put("third", {
            name: "third",
            version: "1.0.0",
            pulumi: { resource: true, name: "other", version: "v2.0.0", server: "s" },
        });
        put("nameless", { name: "nameless", version: "1.0.0", pulumi: { resource: true } });
        put("broken", "{");
        writeFileSync(join(root, "package.json"), JSON.stringify({ dependencies: { third: "^1", absent: "^4" } }));
        mkdirSync(join(root, "sub"));
    });

    it("are the provider plugins of its packages, found from a folder inside too", () => {
        expect(providerPlugins(join(root, "sub"))).toEqual([
            { name: "aws", version: "v7.1.0", server: "" },
            { name: "other", version: "v2.0.0", server: "s" },
        ]);
    });

    it("are its dependencies as installed", () => {
        expect(programDependencies(join(root, "sub"))).toEqual([
            { name: "third", version: "1.0.0" },
            { name: "absent", version: "^4" },
        ]);
    });
});
