/** Each kind of mistake through the whole program, `index.ts`: the exact message, and not one resource. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError } from "../../../config";
import { api, shop, type BadSettings } from "../../../tools/docs/settings-errors/case";
import { BAD_SETTINGS } from "../../../tools/docs/settings-errors/cases";
import { withoutStacks } from "../../support/without-stacks";

let folder: string;
const registered: string[] = [];

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-bad-settings-"));
    jest.spyOn(process, "cwd").mockReturnValue(folder);
    jest.spyOn(pulumi.log, "info").mockResolvedValue();
    const newResource = ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
        registered.push(type);
        return { id: name, state: inputs as Record<string, unknown> };
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "slipway", "dev", true);
});

afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
});

/** Runs the program with these settings. Returns what it says when it refuses them. */
async function refusal({ config, secrets = [], compose = {} }: Omit<BadSettings, "what" | "says">): Promise<string[]> {
    registered.length = 0;
    for (const app of Object.keys(config["slipway:apps"] as object)) {
        mkdirSync(join(folder, "docker", app), { recursive: true });
        writeFileSync(join(folder, "docker", app, "compose.yaml"), compose[app] ?? api());
    }
    const texts = Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(texts), [...secrets]);
    const program = (await import("../../../index")) as unknown as { default: () => Promise<unknown> };
    try {
        await withoutStacks(async () => {
            await program.default();
            await pulumi.runtime.disconnect();
        });
        return [];
    } catch (problem) {
        expect(problem).toBeInstanceOf(ConfigurationError);
        return (problem as Error).message.split("\n");
    }
}

test.each(BAD_SETTINGS)("$what", async ({ says, ...given }) => {
    const count = says.length === 1 ? "one problem" : `${says.length} problems`;
    expect(await refusal(given)).toEqual([`${count} in stack dev:`, ...says.map((line) => `  ${line}`)]);
    expect(registered).toEqual([]);
});

test("settings that hold are not refused, and there resources are seen", async () => {
    expect(await refusal({ config: shop({ target: "local" }) })).toEqual([]);
    expect(registered).toContain("slipway:index:Release");
});
