import { readFileSync } from "node:fs";
import { join } from "node:path";
import { needsOf, type Quota } from "../../../cli/doctor/aws/needs";
import { CHECKS } from "../../../cli/doctor/checks";
import { OLDEST_DOCKER } from "../../../tools/toolchain/docker";
import { SUPPORTED_COMPOSE } from "../../../compose/docker-compose-cli";
import { readApps } from "../../../config/apps";
import { repositoryRoot } from "../../../tools/paths";
import { versions } from "../../../tools/versions";

// docs/command.md against the checks that `npx slipway doctor` makes.

const PAGE = readFileSync(join(repositoryRoot, "docs/command.md"), "utf8");
const DOCTOR = PAGE.slice(PAGE.indexOf("\n## doctor"), PAGE.indexOf("\n## secrets"));
/** The cells of the table whose first column has that heading. */
const table = (markdown: string, heading: string): string[][] => {
    const lines = markdown.slice(markdown.search(new RegExp(`^\\| ${heading} +\\|`, "m"))).split("\n");
    const rows = lines.slice(
        2,
        lines.findIndex((line, index) => index > 1 && !line.startsWith("|")),
    );
    return rows.map((row) =>
        row
            .slice(1, -1)
            .split("|")
            .map((cell) => cell.trim()),
    );
};

test("each check is told, in the order in which it is shown, and none that there is not", () => {
    expect(table(DOCTOR, "check").map(([name]) => name)).toEqual(CHECKS.map(({ name }) => `\`${name}\``));
});

test("each quota is told with its code", () => {
    const apps = {
        web: { target: "ecs-fargate", services: { web: {} } },
        old: { target: "ec2-compose" },
    };
    const config = { "slipway:profile": { secret: false, value: "prod" } };
    const asked = needsOf({ apps: readApps(JSON.stringify(apps), "prod", []), config }).map(({ quota }) => quota);
    expect(asked.length).toBe(5);
    const said = ({ name, code }: Quota) => [name, `\`${code}\``];
    expect(table(DOCTOR, "quota").map((row) => row.slice(0, 2))).toEqual(asked.map(said));
});

test("the versions that it asks for are those that the page tells", () => {
    const [what] = [
        table(DOCTOR, "check")
            .map((row) => row[1]!)
            .join("\n"),
    ];
    const { engines } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as {
        engines: { node: string };
    };
    expect(what).toContain(`${engines.node.replace(">=", "")} or newer`);
    expect(what).toContain(`of version ${OLDEST_DOCKER} or newer`);
    expect(what).toContain(`${SUPPORTED_COMPOSE.oldest} or newer, tested up to ${SUPPORTED_COMPOSE.newest}`);
    expect(what).toContain(versions.pulumi);
});

test("negative control: a row that lacks is seen", () => {
    const less = DOCTOR.replace(/^\| `AWS quotas`.*\n/m, "");
    expect(table(less, "check").length).toBe(CHECKS.length - 1);
});
