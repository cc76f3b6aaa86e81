import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SERVICE_KEYS } from "../../../compose/service-keys";
import { ECS_FARGATE_SUPPORT } from "../../../compose/targets/ecs-fargate/support";
import { PAGES } from "../../../tools/docs/pages";
import { stalePages, writePages, type Page } from "../../../tools/docs/registry";
import { targetsPage } from "../../../tools/docs/targets";
import { repositoryRoot } from "../../../tools/paths";

test("the generated pages in the repository say what the tables say", async () => {
    expect(await stalePages(PAGES, repositoryRoot)).toBeUndefined();
});

test("prettier leaves the generated pages alone", () => {
    const ignored = readFileSync(join(repositoryRoot, ".prettierignore"), "utf8").split("\n");
    for (const { file } of PAGES) expect(ignored).toContain(file);
});

describe("a page that is not what its table says", () => {
    const page: Page = { file: "docs/one.md", from: "a/table.ts", render: () => "# One\n\nbody\n\n" };
    let root: string;
    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "slipway-docs-"));
        mkdirSync(join(root, "docs"));
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    test("is told with what to run: missing, then stale, then written", async () => {
        const what = "Run `npm run docs` and commit what it writes.";
        expect(await stalePages([page], root)).toBe(`docs/one.md: is missing\n${what}`);
        expect(await writePages([page], root)).toEqual(["docs/one.md"]);
        expect(await stalePages([page], root)).toBeUndefined();
        expect(await writePages([page], root)).toEqual([]);
        const text = readFileSync(join(root, page.file), "utf8");
        expect(text).toBe("<!-- Made by `npm run docs` from a/table.ts: change it there. -->\n\n# One\n\nbody\n");

        writeFileSync(join(root, page.file), text.replace("body", "another body"));
        expect(await stalePages([page], root)).toBe(`docs/one.md: is stale: a/table.ts says something else\n${what}`);
    });
});

describe("docs/targets.md", () => {
    const lines = targetsPage().split("\n");

    test("has every key in the overview, with an answer for each target", () => {
        for (const key of Object.values(SERVICE_KEYS)) {
            const row = lines.find((line) => line.startsWith(`| \`${key}\` |`));
            expect([key, row]).toEqual([
                key,
                expect.stringMatching(/^\| `\w+` \|( (yes|differs|ignored|refused) \|)+$/),
            ]);
        }
    });

    test("gives the reason, and for jobs what differs from services", () => {
        expect(lines.some((line) => line.startsWith("| `stop_signal` | yes | ignored |"))).toBe(true);
        expect(lines).toContain("| `stop_signal` | ignored | ECS sends the image's own STOPSIGNAL |");
        expect(lines).toContain("| `healthcheck` | ignored | a job is judged by its exit code |");
        const { incompatible } = ECS_FARGATE_SUPPORT.service.privileged as { incompatible: string };
        expect(lines).toContain(`| \`privileged\` | refused | ${incompatible} |`);
    });
});
