import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pinnedReference, readImageLock } from "../../../compose/image-lock";
import { planApps } from "../../../compose/plan";
import { issueLines, settingsOf } from "./load-case";

const [A, B] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];
const REMEDY = "run `npx slipway pin`, which writes it, instead of editing it.";

test.each([
    ["{", "error images.lock.json: is no JSON: "],
    ["[]", "error images.lock.json: is no JSON object: "],
    ['{"a:1":"latest"}', 'error images.lock.json: gives a:1 the digest "latest", which is not sha256: and 64 digits: '],
    ['{"a:1":7}', "error images.lock.json: gives a:1 the digest 7, which is not sha256: and 64 digits: "],
])("a lock that is %s", async (text, says) => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
    try {
        writeFileSync(join(folder, "images.lock.json"), text);
        const { lock, issues } = await readImageLock(folder);
        expect([lock, issueLines({ issues })]).toEqual([{}, [`${says}${REMEDY}`]]);
    } finally {
        rmSync(folder, { recursive: true });
    }
});

test("a project without a lock has an empty one; one with a lock has what it says", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
    try {
        expect(await readImageLock(folder)).toEqual({ lock: {}, issues: [] });
        writeFileSync(join(folder, "images.lock.json"), JSON.stringify({ "nginx:1.29": B }));
        expect(await readImageLock(folder)).toEqual({ lock: { "nginx:1.29": B }, issues: [] });
    } finally {
        rmSync(folder, { recursive: true });
    }
});

test.each([
    ["nginx:1.29", { "nginx:1.29": B }, `nginx:1.29@${B}`],
    [`nginx@${A}`, { "nginx:1.29": B }, `nginx@${A}`],
    ["nginx:1.30", { "nginx:1.29": B }, undefined],
    ["constructor", {}, undefined],
])("%s is pinned by its name or by the lock", (image, lock, pinned) =>
    expect(pinnedReference(image, lock)).toBe(pinned),
);

test("an app on AWS is planned with the lock that lies beside its project; a lock that cannot be read is told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
    const lock = join(folder, "images.lock.json");
    const settings = settingsOf({ target: "ecs-fargate" });
    try {
        writeFileSync(join(folder, "compose.yaml"), "services: { web: { image: 'nginx:1.29' } }\n");
        writeFileSync(lock, JSON.stringify({ "nginx:1.29": B }));
        const { plans, issues } = await planApps({ shop: settings }, folder);
        expect(issueLines({ issues }).filter((line) => line.startsWith("error"))).toEqual([]);
        expect(plans).toMatchObject([
            { plan: { services: { web: { build: { dockerfileInline: `FROM nginx:1.29@${B}\n` } } } } },
        ]);
        writeFileSync(lock, "{");
        expect(issueLines(await planApps({ shop: settings }, folder))).toContain(
            `error images.lock.json: is no JSON: ${REMEDY}`,
        );
    } finally {
        rmSync(folder, { recursive: true });
    }
});
