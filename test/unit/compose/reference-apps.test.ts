/** The reference apps on every target, by their own Compose files: which fit, and what the others are told. docs/apps-on-targets.md has the same. */
import { join } from "node:path";
import type { SecretSource, Target } from "../../../components/app-settings";
import { formatIssues } from "../../../compose/issue";
import { planApps } from "../../../compose/plan";
import { table } from "../../../tools/docs/table";
import { expectOnPage } from "../../support/checked-page";
import { settingsOf, type SettingsOf } from "./load-case";

const REPOSITORY = join(__dirname, "../../..");
const TARGETS: readonly Target[] = ["local", "app-runner", "ecs-express", "ecs-fargate", "ec2-compose"];
/** Where the world is let in by address. */
const ALLOWS: readonly Target[] = ["ecs-fargate", "ec2-compose"];

const OWN_DATABASE = ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"];
const ELSEWHERE = { secrets: OWN_DATABASE, variables: { DB_HOST: "db.example.com" } };
const generated = (...names: string[]) =>
    Object.fromEntries(names.map((name): [string, SecretSource] => [name, { from: "generated" }]));
const SOVD = generated("JWT_SECRET", "OPERATOR_PASSWORD");
const PIVOTAL = generated("GRAFANA_ADMIN_PASSWORD");
/** How each is deployed, by the words of the documentation's table. */
const WAYS: readonly (readonly [way: string, app: string, settings: SettingsOf])[] = [
    ["action-spec", "action-spec", { secrets: ["GH_TOKEN"] }],
    ["task-api, with its database", "task-api", { secrets: OWN_DATABASE }],
    ["task-api, `without: [db]`", "task-api", { ...ELSEWHERE, without: ["db"] }],
    ["task-api, `without: [db, migrate]`", "task-api", { ...ELSEWHERE, without: ["db", "migrate"] }],
    ["spec-editor, with the echo service", "spec-editor", { secrets: ["GH_TOKEN"] }],
    ["spec-editor, `without: [demo-app]`", "spec-editor", { secrets: ["GH_TOKEN"], without: ["demo-app"] }],
    ["sovd, with all it has", "sovd", { secrets: { ...SOVD, ...generated("DB_PASSWORD", "REDIS_PASSWORD") } }],
    [
        "sovd, `managed: { db: postgres, redis: redis }`",
        "sovd",
        { secrets: SOVD, managed: { db: { engine: "postgres" }, redis: { engine: "redis" } } },
    ],
    [
        "pivotal, with all it has",
        "pivotal",
        { secrets: { ...PIVOTAL, ...generated("POSTGRES_PASSWORD", "REDIS_PASSWORD") } },
    ],
    [
        "pivotal, `managed: { postgres: postgres, redis: redis }`",
        "pivotal",
        { secrets: PIVOTAL, managed: { postgres: { engine: "postgres" }, redis: { engine: "redis" } } },
    ],
];

/** Whether it fits, and what it is told where it does not. */
async function fits(app: string, target: Target, settings: SettingsOf): Promise<string[]> {
    const allow = ALLOWS.includes(target) ? { allow: ["203.0.113.0/24"] } : {};
    const given = settingsOf({ ...settings, ...allow, target, compose: `docker/${app}/compose.yaml` });
    const { issues } = await planApps({ [app]: given }, REPOSITORY);
    return issues.filter(({ severity }) => severity === "error").map((issue) => formatIssues([issue]).trim());
}

test("the table in the documentation is what the program says", async () => {
    const messages: string[] = [];
    const rows = await Promise.all(
        WAYS.map(async ([way, app, settings]) => {
            const answers = await Promise.all(TARGETS.map((target) => fits(app, target, settings)));
            return { way, answers };
        }),
    );
    const lines = rows.map(({ way, answers }) => [
        way,
        ...answers.map((told) => {
            if (told.length === 0) return "fits";
            const text = told.join("\n");
            if (!messages.includes(text)) messages.push(text);
            return `refused (${messages.indexOf(text) + 1})`;
        }),
    ]);
    const told = messages.map((text, index) => `(${index + 1})\n\n\`\`\`text\n${text}\n\`\`\``);
    const page = join(REPOSITORY, "docs", "apps-on-targets.md");
    expectOnPage(page, [table(["app", ...TARGETS], lines), ...told].join("\n\n"));
    // Both answers are there: a table of one would prove nothing.
    expect(new Set(lines.flatMap(([, ...answers]) => answers.map((answer) => answer.split(" ")[0])))).toEqual(
        new Set(["fits", "refused"]),
    );
});
