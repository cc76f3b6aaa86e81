import { join } from "node:path";
import { planApps } from "../../../compose/plan";
import { composePlan } from "../../../compose/targets/ec2-compose/map";
import { LOCAL_SUPPORT } from "../../../compose/targets/local/support";
import { portabilityReport } from "../../../compose/targets/report";
import { loadProject } from "../../../compose/load";
import type { ComposeProject } from "../../../compose/types";
import { issueLines, settingsOf } from "./load-case";

const repository = join(__dirname, "../../..");
const given = { compose: "docker/spec-editor/compose.yaml", secrets: ["GH_TOKEN"], allow: ["203.0.113.0/24"] };
const ECHO = /^mendhak\/http-https-echo:\d+$/;

/** The reference app with a service that is built and named, and one of somebody else's image. */
describe("docker/spec-editor/compose.yaml", () => {
    let project: ComposeProject;
    beforeAll(async () => {
        const settings = settingsOf({ ...given, target: "ec2-compose" });
        project = (await loadProject({ app: "spec-editor", settings, projectDirectory: repository })).project!;
    });

    test("on ec2-compose, unchanged: both services behind the host's proxy, the token by reference", () => {
        const settings = settingsOf({ ...given, target: "ec2-compose" });
        const image = project.services["demo-app"]?.image ?? "";
        expect(image).toMatch(ECHO);
        const lock = { [image]: `sha256:${"0".repeat(64)}` };
        const { plan, issues } = composePlan(project, settings, repository, lock);
        expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(plan?.routes).toEqual(
            expect.arrayContaining([
                expect.objectContaining({ service: "spec-editor", port: 5000, allow: given.allow }),
                expect.objectContaining({ service: "demo-app", port: 8080, allow: given.allow }),
            ]),
        );
        expect(plan?.services["spec-editor"]).toMatchObject({
            build: { context: expect.stringContaining("docker/spec-editor") as unknown },
            health: { containerPort: 5000, path: "/health" },
            environment: { GH_TOKEN: { kind: "secret" }, SPECS_PATH: { kind: "plain", value: "demo/infra" } },
            writable: false,
        });
        expect(plan?.services["demo-app"]).toMatchObject({ health: { containerPort: 8080 }, writable: false });
    });

    test("on ec2-compose without the echo's digest: the one error says how to get it", () => {
        const settings = settingsOf({ ...given, target: "ec2-compose" });
        const { issues } = composePlan(project, settings, repository, {});
        const errors = issueLines({ issues }).filter((line) => line.startsWith("error"));
        expect(errors).toEqual([expect.stringMatching(/demo-app\.image: is "mendhak.*run `npx slipway pin mendhak/)]);
    });

    test("the name of what is built is reported as unused, that of what is not built is not", () => {
        const parts = [[project, LOCAL_SUPPORT]] as const;
        const report = portabilityReport({ app: "spec-editor", target: "local", project, parts, issues: [] });
        const reason = "what is built is named after its content, so this name is not used";
        expect(report?.text.split("\n").slice(1)).toEqual([`  differs: spec-editor.image: ${reason}`]);
    });

    test("on local: nothing to mind", async () => {
        const { issues, plans } = await planApps({ "spec-editor": settingsOf({ ...given, allow: [] }) }, repository);
        expect([issues, plans.length]).toEqual([[], 1]);
    });
});
