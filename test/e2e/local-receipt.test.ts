/** What a destroyed app leaves in this machine's Docker, held against what `slipway receipt` told before. */
import { execFileSync } from "node:child_process";
import type { ReceiptLine } from "../../components/teardown/receipt";
import { docker } from "../support/docker-sync";
import { keep } from "../support/kept";
import { slipway } from "../support/slipway-command";
import { TinyApp } from "../support/tiny-app";

/** A name that Docker makes up. */
const UNNAMED = /^[0-9a-f]{64}$/;

interface OfContainer {
    readonly Config: { readonly Image: string };
    readonly Mounts: readonly { readonly Type: string; readonly Name?: string }[];
}

const isThere = (one: string): boolean => {
    const kind = one.includes(":") ? "image" : "volume";
    return docker(kind, "ls", "--format", kind === "image" ? "{{.Repository}}:{{.Tag}}" : "{{.Name}}")
        .split("\n")
        .includes(one);
};

describe("a destroyed app", () => {
    let app: TinyApp;
    /** Images and volumes that its containers have had. Others on this machine are other tests'. */
    const used = new Set<string>();
    const left = () => [...used].filter(isThere).sort();

    beforeAll(async () => {
        app = await TinyApp.make("t-receipt");
        // Content that no other test builds, and a volume without a name.
        app.edit("web.py", (text) => `${text}\n# of ${process.pid} at ${Date.now()}\n`);
        app.edit("compose.yaml", (text) =>
            text
                .replace('volumes: ["data:/data"]', 'volumes: ["data:/data", "/scratch"]')
                // How quick it is healthy is not the matter here.
                .replaceAll("retries: 3", "retries: 30"),
        );
    });
    afterAll(async () => {
        await app.dispose();
        for (const one of left()) docker(one.includes(":") ? "image" : "volume", "rm", one);
    });

    /** What its containers have. */
    async function up(): Promise<string[]> {
        const { code, output } = await app.stack.up();
        expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
        const ids = Object.values(app.containers(true));
        const containers = JSON.parse(docker("inspect", ...ids)) as OfContainer[];
        const own = containers.flatMap(({ Config, Mounts }) => [
            Config.Image,
            ...Mounts.flatMap(({ Type, Name }) => (Type === "volume" ? [Name!] : [])),
        ]);
        for (const one of own) used.add(one);
        return [...new Set(own)];
    }

    async function told(): Promise<ReceiptLine[]> {
        const { output } = await slipway(app.stack, ["receipt", "--json"]);
        keep("teardown: receipt of an app on this machine", output);
        return (JSON.parse(output) as { left: ReceiptLine[] }).left;
    }

    test("leaves what the receipt told, and nothing else", async () => {
        await up();
        app.edit("web.py", (text) => `${text}\n# another version\n`);
        await up();
        const lines = await told();
        const { code, output } = await app.stack.destroy();
        expect(code).toBe(0);
        keep("teardown: destroy of an app on this machine", output);

        const volumes = left().filter((one) => !one.includes(":"));
        const [unnamed, ...more] = volumes.filter((one) => UNNAMED.test(one));
        expect(more).toEqual([]);
        expect(volumes.filter((one) => !UNNAMED.test(one))).toEqual([`${app.project}_data`]);
        // The image of the release before, too.
        expect(left().filter((one) => one.startsWith("slipway/tiny:"))).toHaveLength(2);
        expect(lines.map(({ kind, id }) => [kind, id]).sort()).toEqual([
            ["images in Docker", "slipway/tiny:*"],
            ["volume in Docker", `${app.project}_data`],
            ["volume without a name in Docker", "store:/scratch"],
        ]);
        expect(output).toMatch(new RegExp(`To delete: docker volume rm .*${unnamed}`));
        expect(left()).toHaveLength(4);
    });

    test("its commands take that away", async () => {
        await up();
        const lines = await told();
        const { output } = await app.stack.destroy();
        const [, unnamed = ""] = / ([0-9a-f]{64})\b/.exec(output) ?? [];
        docker("volume", "rm", unnamed);
        for (const { kind, remove } of lines) {
            // That of images would take those of other tests, too: what it lists is looked at, and of it this app's own is removed.
            if (kind === "images in Docker") {
                const [list = ""] = remove!.split(" | ");
                const listed = execFileSync("sh", ["-ec", list], { encoding: "utf8" }).split("\n");
                const own = [...used].filter((one) => listed.includes(one));
                expect(own).toEqual([...used].filter((one) => one.startsWith("slipway/tiny:")));
                docker("image", "rm", ...own);
            } else if (remove !== undefined) execFileSync("sh", ["-ec", remove], { stdio: "pipe" });
        }
        expect(left().filter((one) => one !== unnamed && !UNNAMED.test(one))).toEqual([]);
    });

    test("a destroy that deletes volumes deletes those without a name, too", async () => {
        const own = (await up()).filter((one) => !one.includes(":"));
        expect((await app.stack.destroy({ SLIPWAY_DELETE_VOLUMES: "1" })).code).toBe(0);
        expect(own.length).toBe(2);
        expect(own.filter(isThere)).toEqual([]);
    });
});
