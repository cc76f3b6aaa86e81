import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLocalStack, knownApps, localStack, readRequest } from "../../../tools/apps";

const KNOWN = ["action-spec", "task-api"];

describe("local stacks", () => {
    it.each([
        ["action-spec", "local"],
        ["task-api", "local-task-api"],
    ])("%s has the stack %s", (app, stack) => expect(localStack(app)).toBe(stack));

    it.each([
        ["local", true],
        ["local-task-api", true],
        ["localhost", false],
        ["dev", false],
    ])("%s is local: %s", (stack, local) => expect(isLocalStack(stack)).toBe(local));
});

describe("known apps", () => {
    const root = mkdtempSync(join(tmpdir(), "slipway-apps-"));
    afterAll(() => rmSync(root, { recursive: true }));

    it("are the folders of docker/ with a local stack's settings", () => {
        for (const app of ["action-spec", "task-api", "without-stack"])
            mkdirSync(join(root, "docker", app), { recursive: true });
        for (const stack of ["local", "local-task-api", "local-without-folder", "dev"]) {
            writeFileSync(join(root, `Pulumi.${stack}.yaml`), "");
        }
        expect(knownApps(root)).toEqual(["action-spec", "task-api"]);
    });

    it("are none without a docker/ folder", () => expect(knownApps(join(root, "elsewhere"))).toEqual([]));
});

describe("the command line of start and stop", () => {
    it.each([
        [[], { app: "action-spec", stack: "local", rest: [] }],
        [["task-api"], { app: "task-api", stack: "local-task-api", rest: [] }],
        [["task-api", "--", "--diff"], { app: "task-api", stack: "local-task-api", rest: ["--diff"] }],
        [["--volumes", "--all"], { app: "action-spec", stack: "local", rest: ["--volumes", "--all"] }],
        [["--", "--diff"], { app: "action-spec", stack: "local", rest: ["--diff"] }],
    ])("%j", (args, expected) => expect(readRequest(args, KNOWN)).toEqual(expected));

    it("refuses an app that is not known", () => {
        expect(() => readRequest(["taskapi"], KNOWN)).toThrow(
            'no app "taskapi" with a local stack: known are action-spec, task-api ' +
                "(a folder of docker/ with a Pulumi.local-<app>.yaml beside Pulumi.yaml)",
        );
    });
});
