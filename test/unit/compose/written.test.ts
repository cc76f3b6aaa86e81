/** A Compose file as it is written, by Docker Compose itself. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ComposeRunner } from "../../../compose/docker-compose-cli";
import { readWritten } from "../../../compose/written";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "slipway-written-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): string {
    const file = join(folder, "compose.yaml");
    writeFileSync(file, text);
    return file;
}

test("variables stay as they are, whatever lies around; services of every profile are there; paths are the file's", async () => {
    writeFileSync(join(folder, ".env"), "TAG=ambient\n");
    const file = write(
        "services:\n" +
            "  web: { image: 'web:${TAG:?}', build: { context: . }, env_file: absent.env }\n" +
            "  tools: { image: tools:1, profiles: [debug], build: ../tools }\n",
    );
    expect(await readWritten(file)).toMatchObject({
        model: {
            services: {
                web: { image: "web:${TAG:?}", build: { context: "." } },
                tools: { image: "tools:1", build: { context: "../tools" } },
            },
        },
    });
});

test("what Docker Compose refuses is told in its words; so is a Compose that is too old", async () => {
    expect(await readWritten(write("services: { web: { image: a, imge: b } }\n"))).toEqual({
        problem: expect.stringMatching(/^Docker Compose refuses it: .*imge/),
    });
    const old: ComposeRunner = async ({ args }) => ({
        exitCode: 0,
        stdout: args.includes("config") ? "{}" : "2.10.0",
        stderr: "",
    });
    expect(await readWritten(write("services: {}\n"), old)).toEqual({
        problem: expect.stringContaining("Docker Compose 2.10.0 is too old"),
    });
});
