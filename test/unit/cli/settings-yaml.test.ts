/** What `init`, `rollback` and `pr up` write into a stack's settings, as Pulumi reads it: by Go's YAML library, not by ours. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { stackDraft } from "../../../cli/init/files";
import { withApp } from "../../../cli/rollback/settings-file";

/** Written without quotes, each was another one to `pulumi config --json` of Pulumi 3.250: 1000, 3, `2026-01-31 00:00:00 +0000 UTC`. */
const OTHERS = ["1_000", "-1_0.5", "0b11", "0x1_F", "0o1_7", "2026-01-31", "2001-1-1", "2026-01-31T10:00:00Z"];
/** Texts to both. */
const PLAIN = ["info", "yes", "12:30", "203.0.113.7/32", "postgresql://db:5432/app", "v1_0", "a-1"];

const variables = Object.fromEntries([...OTHERS, ...PLAIN].map((text, index) => [`V${index}`, text]));

function quotedIn(text: string): string[] {
    const lines = text.split("\n").flatMap((line) => /^ +V\d+: (.*)$/.exec(line)?.[1] ?? []);
    return lines.flatMap((line) => /^"(.*)"$/.exec(line)?.[1] ?? []);
}

test("init: a text that Go would take for a number or a time is quoted, others stand as they are", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-settings-"));
    try {
        const { text } = stackDraft(join(folder, "Pulumi.dev.yaml"), "shop", { variables }, undefined);
        expect(quotedIn(text)).toEqual(OTHERS);
        expect(parse(text)).toEqual({ config: { "slipway:apps": { shop: { variables } } } });
    } finally {
        rmSync(folder, { recursive: true });
    }
});

test("rollback: so are those of the release to go back to, and its commit", () => {
    const release = {
        ...{ number: 1, at: "", message: "", succeeded: true, dirty: false, values: {} },
        commit: "2026-01-31",
        settings: { variables },
    };
    const text = withApp("f", "config:\n  slipway:apps:\n    shop: {}\n", "shop", release);
    expect(quotedIn(text)).toEqual(OTHERS);
    expect(text).toContain('commit: "2026-01-31"');
});
