/** The row SE8 of LIMITS.md: what `.github/workflows/spec-editor-image.yml` says. It has not run on GitHub. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { actionlint } from "../../tools/toolchain/actionlint";
import { run } from "../support/github-stand-in/app";
import { pythonOf } from "../support/python-app";
import { SOURCE } from "./spec-editor.support";

const WORKFLOW = join(__dirname, "../../.github/workflows/spec-editor-image.yml");

test("SE8 the workflow: main and its paths, or by hand; least permissions; actions by commit; scanned before published, then signed", async () => {
    const python = await pythonOf(join(SOURCE, "backend"));
    const print = "import json, sys, yaml; print(json.dumps(yaml.load(sys.stdin, yaml.BaseLoader)))";
    const text = await readFile(WORKFLOW, "utf8");
    const { out } = await run(python, ["-c", print], { input: text });
    const workflow = JSON.parse(out) as {
        on: Record<string, unknown>;
        permissions: unknown;
        env: Record<string, string>;
        jobs: Record<
            string,
            {
                if: string;
                permissions: unknown;
                steps: { uses?: string; name?: string; with?: Record<string, string> }[];
            }
        >;
    };
    const paths = ["docker/spec-editor/**", ".github/workflows/spec-editor-image.yml"];
    expect(workflow.on).toEqual({ push: { branches: ["main"], paths }, workflow_dispatch: "" });
    expect(workflow.permissions).toEqual({});
    const { publish, ...others } = workflow.jobs;
    expect(Object.keys(others)).toEqual([]);
    expect(publish).toMatchObject({
        if: "github.ref == 'refs/heads/main'",
        permissions: { contents: "read", packages: "write", "id-token": "write", attestations: "write" },
    });
    const used = publish?.steps.flatMap(({ uses }) => uses ?? []) ?? [];
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    const order = used.map((action) => action.split("@")[0]);
    expect(order.indexOf("anchore/scan-action")).toBeLessThan(order.indexOf("docker/login-action"));
    expect(order.slice(-2)).toEqual(["docker/build-push-action", "actions/attest"]);
    const signed = publish?.steps.find(({ uses }) => uses?.startsWith("actions/attest@"))?.with;
    expect(signed?.["subject-digest"]).toBe("${{ steps.publish.outputs.digest }}");
    const names = publish?.steps.find(({ uses }) => uses?.startsWith("docker/metadata-action"))?.with;
    expect(names?.tags?.trim().split("\n")).toEqual(["type=raw,value=latest", "type=sha,prefix=main-"]);
    expect(workflow.env.IMAGE).toBe("ghcr.io/${{ github.repository_owner }}/spec-editor");
    const lint = (input: string) => actionlint().then((tool) => run(tool, ["-"], { input, mayFail: true }));
    expect(await lint(text)).toEqual({ code: 0, out: "" });
    const spoilt = await lint(text.replace("steps.names.outputs.tags", "steps.nams.outputs.tags"));
    expect([spoilt.code, spoilt.out]).toEqual([1, expect.stringContaining('"nams" is not defined')]);
    console.info(
        `SE8 ${used.length} uses of actions, each by its full commit; actionlint: clean, and it finds a planted fault`,
    );
});
