import {
    chmodSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBuildSource } from "../../../components/image/build-source";
import { stage } from "../../../components/image/staging";

describe("what an image is built from", () => {
    let root: string;
    let app: string;

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "slipway-build-"));
        app = join(root, "app");
        mkdirSync(join(app, "src", "deep"), { recursive: true });
        writeFileSync(join(app, "Dockerfile"), "FROM scratch\nCOPY . /\n");
        writeFileSync(join(app, "src", "main.py"), "print(1)\n");
        writeFileSync(join(app, "src", "deep", "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
        symlinkSync("main.py", join(app, "src", "link"));
        writeFileSync(join(app, ".dockerignore"), "*.log\nsecret\n**/*.tmp\n!keep.tmp\n");
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    const hash = (folder = app, more: object = {}) => readBuildSource({ context: folder, ...more }, "linux/amd64").hash;

    test("has the same hash in a second checkout with another umask and other file times", () => {
        const second = join(root, "second");
        cpSync(app, second, { recursive: true, verbatimSymlinks: true });
        for (const file of ["src/main.py", "Dockerfile"]) {
            chmodSync(join(second, file), 0o600);
            utimesSync(join(second, file), 1, 1);
        }
        chmodSync(join(second, "src/deep/run.sh"), 0o700);
        chmodSync(join(second, "src"), 0o700);
        expect(hash(second)).toBe(hash());
    });

    test("has the same hash after it was built, where the context is the project's folder", () => {
        const before = readBuildSource({ context: app }, "linux/amd64");
        stage(before, app);
        const after = readBuildSource({ context: app }, "linux/amd64");
        expect([after.hash, after.entries]).toEqual([before.hash, before.entries]);
    });

    test.each<[string, () => void]>([
        ["content", () => writeFileSync(join(app, "src/main.py"), "print(2)\n")],
        ["a new file", () => writeFileSync(join(app, "src/new.py"), "")],
        ["the executable bit", () => chmodSync(join(app, "src/main.py"), 0o755)],
        ["a link's target", () => (rmSync(join(app, "src/link")), symlinkSync("deep", join(app, "src/link")))],
        ["the Dockerfile", () => writeFileSync(join(app, "Dockerfile"), "FROM scratch\n")],
        ["an empty folder", () => mkdirSync(join(app, "empty"))],
    ])("changes with %s", (_what, change) => {
        const before = hash();
        change();
        expect(hash()).not.toBe(before);
    });

    test.each<[string, object]>([
        ["target", { target: "x" }],
        ["arguments", { args: { A: "1" } }],
        ["labels", { labels: { A: "1" } }],
        ["a named image", { additionalContexts: { base: "docker-image://x" } }],
        ["an inline Dockerfile", { dockerfileInline: "FROM x" }],
    ])("changes with %s", (_what, more) => {
        expect(hash(app, more)).not.toBe(hash());
    });

    test("changes with the content of a named folder, not with where that lies", () => {
        for (const name of ["one", "two"]) {
            mkdirSync(join(root, name));
            writeFileSync(join(root, name, "f"), "same");
        }
        const named = (folder: string) => hash(app, { additionalContexts: { lib: join(root, folder) } });
        expect(named("one")).toBe(named("two"));
        writeFileSync(join(root, "two", "f"), "other");
        expect(named("one")).not.toBe(named("two"));
    });

    test("is another for another platform", () => {
        expect(readBuildSource({ context: app }, "linux/arm64").hash).not.toBe(hash());
    });

    test("leaves out what .dockerignore names, and keeps its exceptions", () => {
        const before = hash();
        writeFileSync(join(app, "x.log"), "");
        mkdirSync(join(app, "secret"));
        writeFileSync(join(app, "secret", "key"), "");
        writeFileSync(join(app, "src/a.tmp"), "");
        expect(hash()).toBe(before);
        writeFileSync(join(app, "keep.tmp"), "");
        expect(hash()).not.toBe(before);
    });

    test("prefers the Dockerfile's own ignore file", () => {
        writeFileSync(join(app, "Dockerfile.dockerignore"), "src\n");
        const before = hash();
        writeFileSync(join(app, "src/main.py"), "changed");
        expect(hash()).toBe(before);
    });

    test("names the file that is missing", () => {
        expect(() => hash(join(root, "nowhere"))).toThrow(/there is no Dockerfile at .*nowhere\/Dockerfile/);
        expect(() => hash(app, { dockerfile: "Other" })).toThrow(/there is no Dockerfile at .*app\/Other/);
    });

    test("is staged with modes of its own under a path that every checkout shares", () => {
        const old = process.umask(0o077);
        try {
            const staged = stage(readBuildSource({ context: app }, "linux/amd64"), root);
            expect(staged.location).toMatch(/^\.slipway\/contexts\/[0-9a-f]{20}\/context$/);
            const inside = join(root, staged.location);
            expect(statSync(join(inside, "src/main.py")).mode & 0o777).toBe(0o644);
            expect(statSync(join(inside, "src/deep/run.sh")).mode & 0o777).toBe(0o755);
            expect(statSync(join(inside, "src")).mode & 0o777).toBe(0o755);
            expect(readFileSync(join(root, staged.dockerfile ?? ""), "utf8")).toBe("FROM scratch\nCOPY . /\n");
            stage(readBuildSource({ context: app }, "linux/amd64"), root);
            expect(readdirSync(join(root, ".slipway", "contexts"))).toHaveLength(1);
        } finally {
            process.umask(old);
        }
    });

    test("that is written to before it is copied is refused: another content would lie under its hash for good", () => {
        const named = { additionalContexts: { lib: join(root, "lib") } };
        mkdirSync(join(root, "lib"));
        writeFileSync(join(root, "lib", "f"), "1");
        for (const file of [join(app, "src/main.py"), join(root, "lib", "f")]) {
            const source = readBuildSource({ context: app, ...named }, "linux/amd64");
            writeFileSync(file, "saved meanwhile");
            expect(() => stage(source, root)).toThrow(/changed while they were read: run again/);
        }
        expect(readdirSync(join(root, ".slipway", "contexts"))).toEqual([]);
        const { location } = stage(readBuildSource({ context: app, ...named }, "linux/amd64"), root);
        expect(readFileSync(join(root, location, "src/main.py"), "utf8")).toBe("saved meanwhile");
    });

    test("is staged beside another run, which moves its draft away just then", () => {
        const shelf = join(root, ".slipway", "contexts");
        mkdirSync(shelf, { recursive: true });
        // To be listed and yet not to be found: what the other run's rename looks like from here.
        symlinkSync(join(root, "moved"), join(shelf, ".draft-0-1"));
        expect(stage(readBuildSource({ context: app }, "linux/amd64"), root).location).toMatch(/^\.slipway/);
    });

    test("a remote context passes through and is known by its address", () => {
        const source = readBuildSource({ context: "https://example.com/repo.git#v1" }, "linux/amd64");
        expect(stage(source, root)).toEqual({
            location: "https://example.com/repo.git#v1",
            dockerfile: undefined,
            named: {},
        });
        expect(readBuildSource({ context: "https://example.com/repo.git#v2" }, "linux/amd64").hash).not.toBe(
            source.hash,
        );
    });
});
