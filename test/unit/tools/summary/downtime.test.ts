import { summary } from "../../../../tools/summary/markdown";
import type { PreviewStep } from "../../../../tools/summary/preview";
import { app, preview, release } from "./steps";

const web = { image: "registry.test/shop-web:1", variables: { LOG_LEVEL: "info" }, secrets: { API_KEY: "hmac-1" } };

/** The comment without its marker, title and folded changes. */
function told(...steps: PreviewStep[]): string[] {
    const [text = ""] = summary(preview(...steps)).split("<details>");
    return text.split("\n").slice(2).filter(Boolean);
}

describe("downtime on a host and on this machine", () => {
    const host = app("shop", "same", "slipway:components:ComposeApp");
    const here = app("shop", "same", "slipway:components:LocalDocker");
    const db = { ...web, stopsFirst: "0123456789ab" };
    const debug = { variables: { LOG_LEVEL: "debug" } };
    /** Names of services that a release takes away for a while. */
    function away(parent: PreviewStep, [before, after]: [object, object], rest: object): string[] {
        const lines = told(parent, release(parent, "shop", "update", [{ ...before }, { ...after }, { ...rest }]));
        return lines.flatMap((line) => /\*\*downtime\*\*: `(\w+)`/.exec(line)?.[1] ?? []);
    }

    const onHost = { driver: "ec2-compose" };
    test.each<[string, [object, object], string[]]>([
        [
            "a writer that changes in a word",
            [
                { db, web },
                { db: { ...db, ...debug }, web },
            ],
            ["db"],
        ],
        ["a writer with another command", [{ db }, { db: { ...db, stopsFirst: "ba9876543210" } }], ["db"]],
        ["a writer whose release of before told nothing", [{ db: web }, { db: { ...db, ...debug } }], ["db"]],
        [
            "only another service changes",
            [
                { db, web },
                { db, web: { ...web, ...debug } },
            ],
            [],
        ],
        ["nothing but what an earlier Slipway did not tell", [{ db: web }, { db }], []],
        ["a writer that comes", [{ web }, { db, web }], []],
    ])("ec2-compose: %s", (_title, services, names) => {
        expect(away(host, services, onHost)).toEqual(names);
    });

    const deployment = { jobs: ["migrate"], composeLabels: {}, model: { services: { web: { command: "a" }, db: {} } } };
    const onThisMachine = { driver: "local", deployment };
    test("local: whatever differs, but a job", () => {
        const changed = { ...web, ...debug };
        expect(
            away(
                here,
                [
                    { web, db: web },
                    { web: changed, db: web },
                ],
                onThisMachine,
            ),
        ).toEqual(["web"]);
        expect(
            away(
                here,
                [
                    { migrate: web, db: web },
                    { migrate: changed, db: web },
                ],
                onThisMachine,
            ),
        ).toEqual([]);
    });

    test("local: a command, which no word of the release tells", () => {
        const step = release(here, "shop", "update", [{ web }, { web }, onThisMachine]);
        const model = { services: { web: { command: "b" }, db: {} } };
        const after = { ...step.newState!.inputs, deployment: { ...deployment, model } };
        expect(told(here, { ...step, newState: { ...step.newState!, inputs: after } })).toEqual([
            "**shop** on local",
            "- ⚠️ **downtime**: `web`: on this machine its container stops before the next one starts",
        ]);
    });
});
