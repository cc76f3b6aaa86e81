import { deleteVolumes } from "../../tools/volumes";
import { TinyApp } from "../support/tiny-app";

/** What an app on this machine's Docker leaves, and what the next stack of it finds. */
describe("data and what was generated with it", () => {
    let app: TinyApp;

    beforeAll(async () => {
        app = await TinyApp.make("t-data");
        const { configFile, name } = app.stack;
        // Here it is generated.
        await app.stack.pulumi(["config", "rm", "tiny:TOKEN", "--config-file", configFile, "--stack", name]);
    });
    afterAll(() => app.dispose());

    const configure = (mode: string) => app.configure({ MODE: mode }, { secrets: { TOKEN: "generated" } });

    async function up(): Promise<string> {
        const { code, output } = await app.stack.up();
        expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
        const told = await app.stack.pulumi([
            "stack",
            "output",
            "generated",
            "--show-secrets",
            "--json",
            "--stack",
            app.stack.name,
        ]);
        const { tiny } = JSON.parse(told.output) as { tiny: { TOKEN: string } };
        return tiny.TOKEN;
    }

    test("a first release that fails leaves neither containers nor volumes", async () => {
        configure("crash");
        const { code, output } = await app.stack.up();
        expect(code).not.toBe(0);
        expect(output).toContain("the containers and volumes of this attempt were removed.");
        expect([app.containers(true), app.volumes()]).toEqual([{}, []]);
    });

    test("a destroy that leaves the volumes leaves what was generated, too: data and password fit together", async () => {
        configure("good");
        const first = await up();
        await app.stack.destroy();
        expect(app.volumes()).toHaveLength(1);
        expect(await up()).toBe(first);
        await app.stack.destroy({ SLIPWAY_DELETE_VOLUMES: "1" });
        expect(app.volumes()).toEqual([]);
        expect(await up()).not.toBe(first);
    });

    test("volumes that a destroy left are deleted afterwards, too, with what was generated for them", async () => {
        const before = await up();
        await app.stack.destroy();
        await deleteVolumes(app.project);
        expect(app.volumes()).toEqual([]);
        expect(await up()).not.toBe(before);
    });

    test("a first release that fails leaves the volumes that it found", async () => {
        await app.stack.destroy();
        const volumes = app.volumes();
        configure("crash");
        const { output } = await app.stack.up();
        expect(output).toContain(`Kept, as they were there before: ${app.project}_data. To delete: docker volume rm`);
        expect([app.containers(true), app.volumes()]).toEqual([{}, volumes]);
    });
});
