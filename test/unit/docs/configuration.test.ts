import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KEYS } from "../../../config/schema";
import { told, whole } from "../../../config/values";
import { keys } from "../../../tools/docs/configuration";

const page = readFileSync(join(__dirname, "../../../docs/configuration.md"), "utf8");

/** The rows under a heading, by key. */
function rowsOf(heading: string): string[] {
    const [, rest = ""] = page.split(`\n## \`${heading}\`\n`);
    return [...rest.split("\n## ")[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key!);
}

test.each([
    ["slipway:", KEYS.stack],
    ["slipway:apps.<app>", KEYS.app],
    ["slipway:apps.<app>.services.<service>", KEYS.service],
    ["slipway:apps.<app>.managed.<service>", KEYS.managed],
    ["slipway:apps.<app>.alarms", KEYS.thresholds],
    ["slipway:alarms", KEYS.alarms],
    ["slipway:environment", KEYS.environment],
    ["slipway:environment.network", KEYS.network],
    ["slipway:environment.vpc", KEYS.vpc],
    ["slipway:environment.loadBalancer", KEYS.loadBalancer],
    ["slipway:environment.signIn", KEYS.signIn],
    ["slipway:environment.host", KEYS.host],
])("docs/configuration.md has every key of %s", (heading, expected) => {
    expect(rowsOf(heading)).toEqual([...expected]);
});

test("a key becomes a row: its form in the words of its error, its purpose, its default", () => {
    const row = "| `cpu` | a whole number from 1 to 8 | units | 256 |";
    expect(keys(z.strictObject({ cpu: told(whole(1, 8).optional(), "units", "256") }))).toContain(row);
});

test("negative control: a key that says nothing of itself has no row, but an error", () => {
    expect(() => keys(z.strictObject({ cpu: whole(1, 8) }))).toThrow("cpu: its schema tells no purpose");
});
