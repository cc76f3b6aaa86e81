/** What docs/alarms.md says in tables, held against what is made. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { alarmsOf } from "../../../components/alarms/alarms-of";
import { HOST_NUMBERS } from "../../../components/alarms/host-numbers";
import type { Watched } from "../../../components/alarms/watched";

const docs = (page: string) => readFileSync(join(__dirname, "../../../docs", page), "utf8");

/** The cells of the table below a row of these titles, without the row of dashes. */
function table(page: string, first: string): string[][] {
    const lines = docs(page).split("\n");
    const head = lines.findIndex((line) => new RegExp(`^\\| ${first} +\\|`).test(line));
    if (head < 0) throw new Error(`docs/${page} has no table that begins with ${first}`);
    const rows = lines.slice(head + 2);
    const end = rows.findIndex((line) => !line.startsWith("|"));
    return rows.slice(0, end).map((row) =>
        row
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
    );
}

/** Alarms by what is watched; a row without a name belongs to the one above. */
function alarmsByKind(): Record<string, string[]> {
    const kinds: Record<string, string[]> = {};
    let kind = "";
    for (const [what, alarm] of table("alarms.md", "what")) {
        kind = what || kind;
        (kinds[kind] ??= []).push(...[...alarm!.matchAll(/`([a-z]+)`/g)].map(([, suffix]) => suffix!));
    }
    return kinds;
}
const suffixes = (watched: Watched) => alarmsOf(watched, {}).map(({ definition }) => definition.suffix);

const id = pulumi.output("i-1");
test.each<[string, Watched]>([
    [
        "the host of ec2-compose",
        { kind: "host", name: "host", instanceId: id, burstable: true, reportsAs: "slipway-prod-shared-host" },
    ],
    ["an app on ec2-compose", { kind: "compose-app", name: "shop", app: "shop", host: "slipway-prod-shared-host" }],
    ["a service on app-runner", { kind: "app-runner-service", name: "shop", serviceName: id, serviceId: id }],
    [
        "a managed database",
        { kind: "database", name: "shop-db", identifier: "x", instanceClass: "db.t4g.small", storageGiB: 20 },
    ],
    ["a managed cache", { kind: "cache", name: "shop-cache", identifier: "x" }],
])("the page names the alarms of %s, and no others", (kind, watched) => {
    expect(alarmsByKind()[kind]).toEqual(suffixes(watched));
});

test("the page names the numbers that a host sends", () => {
    const named = table("alarms.md", "number").map(([number]) => number?.replaceAll("`", ""));
    expect(named.sort()).toEqual(Object.values(HOST_NUMBERS).sort());
});

test("what alarms cost on prod is what the reference stack is priced at", () => {
    const lines = docs("reference-stacks.md").split("\n");
    const prod = lines.slice(lines.findIndex((line) => line.startsWith("## `prod`")));
    const row = (part: string) =>
        prod
            .find((line) => line.startsWith(`| ${part} |`))!
            .split("|")
            .slice(2, -1)
            .map((cell) => cell.trim());
    const columns = row("USD a month");
    const priced = (app: string, ...parts: string[]) =>
        parts.reduce((sum, part) => sum + Number(row(part)[columns.indexOf(app)] || 0), 0).toFixed(2);
    const made = (app: string) => row("`aws:cloudwatch/metricAlarm:MetricAlarm`")[columns.indexOf(app)];
    const shared = { "the host": "shared" } as Readonly<Record<string, string>>;
    const told = table("alarms.md", "of `Pulumi.prod.yaml`").filter(([, alarms]) => alarms !== "");
    expect(told.map(([what]) => what!.split(" (")[0]).sort()).toEqual(["the host", ...columns.slice(1)].sort());
    for (const [what, alarms, usd] of told) {
        const name = what!.split(" (")[0]!;
        const app = shared[name] ?? name;
        expect([name, alarms, usd]).toEqual([name, made(app), priced(app, "alarms", "metrics")]);
    }
});
