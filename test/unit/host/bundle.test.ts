import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleOf, ecrRegistries, modelWith, type BundleParts } from "../../../components/host/bundle";
import { imageParameter, isBurstable, platformOf } from "../../../components/host/instance-type";
import { hostProgram } from "../../../components/host/program";
import { tarOf } from "../../../components/host/tar";
import { MOST_USER_DATA_BYTES, userData } from "../../../components/host/user-data";

const folder = mkdtempSync(join(tmpdir(), "slipway-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PARTS: BundleParts = {
    manifest: {
        app: "shop",
        project: "slipway-shop",
        keep: 3,
        services: {},
        jobs: [],
        routes: [],
        proxy: { image: "proxy:1" },
        region: "eu-central-1",
        registries: [],
        logGroup: null,
        watchedAs: null,
    },
    model: { services: { web: { image: "web:1" } } },
    program: [{ path: "release.py", content: Buffer.from("print()\n") }],
};

describe("a bundle", () => {
    test("is an archive that tar itself unpacks, with modes of its kind and no time", () => {
        const file = join(folder, "bundle.tar");
        const program = [
            { path: "bootstrap/run.sh", content: Buffer.from("echo\n"), executable: true },
            { path: `${"deep/".repeat(30)}file.py`, content: Buffer.alloc(1025, "x") },
        ];
        const { archive, release } = bundleOf({ ...PARTS, program });
        writeFileSync(file, archive);
        const listed = execFileSync("tar", ["--list", "--verbose", "--numeric-owner", "--utc", "--file", file], {
            encoding: "utf8",
        });
        expect(
            listed
                .trim()
                .split("\n")
                .map((line) => line.split(/\s+/)),
        ).toEqual([
            ["-rw-r--r--", "0/0", expect.any(String), "1970-01-01", "00:00", "compose.json"],
            ["-rwxr-xr-x", "0/0", "5", "1970-01-01", "00:00", "host/bootstrap/run.sh"],
            ["-rw-r--r--", "0/0", "1025", "1970-01-01", "00:00", `host/${"deep/".repeat(30)}file.py`],
            ["-rw-r--r--", "0/0", expect.any(String), "1970-01-01", "00:00", "release.json"],
        ]);
        const manifest = execFileSync("tar", ["--extract", "--to-stdout", "--file", file, "release.json"], {
            encoding: "utf8",
        });
        expect(JSON.parse(manifest)).toEqual({ ...PARTS.manifest, release });
    });

    test("equal parts give equal bytes, whatever their order; each other part another release", () => {
        const one = bundleOf(PARTS);
        const { app, ...rest } = PARTS.manifest;
        expect(bundleOf({ ...PARTS, manifest: { ...rest, app } })).toEqual(one);
        const others = [
            bundleOf({ ...PARTS, manifest: { ...PARTS.manifest, keep: 4 } }),
            bundleOf({ ...PARTS, model: { services: { web: { image: "web:2" } } } }),
            bundleOf({ ...PARTS, program: [{ path: "release.py", content: Buffer.from("print(1)\n") }] }),
        ];
        expect(new Set([one, ...others].map(({ release }) => release)).size).toBe(4);
        expect(one.release).toMatch(/^[0-9a-f]{20}$/);
    });

    test("a name that does not fit into an archive is refused", () => {
        expect(() => tarOf([{ path: "x".repeat(300), content: Buffer.alloc(0) }])).toThrow(
            /^x+ is too long a name for a bundle$/,
        );
    });
});

test("the model gets images and variables, which Compose reads as they are", () => {
    const model = { services: { web: { restart: "always" } }, volumes: { data: null } };
    const values = { web: { image: "web:1", variables: { PRICE: "5$", PATTERN: "^$HOME$" } } };
    expect(modelWith(model, values)).toEqual({
        services: {
            web: { restart: "always", image: "web:1", environment: { PRICE: "5$$", PATTERN: "^$$HOME$$" } },
        },
        volumes: { data: null },
    });
});

test("only ECR asks for a token", () => {
    const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
    const images = [`${ecr}/a:1`, `${ecr}/b:1`, "127.0.0.1:5000/c:1", "redis:7", "registry.example/d@sha256:0"];
    expect(ecrRegistries(images)).toEqual([ecr]);
});

describe("the host's program", () => {
    test("goes into a bundle without its tests and caches, sorted, scripts executable", () => {
        const program = join(folder, "host");
        for (const path of ["bootstrap", "tests", "slipway_host/__pycache__"])
            mkdirSync(join(program, path), { recursive: true });
        const files = [
            "release.py",
            "README.md",
            "pyproject.toml",
            "bootstrap/install.sh",
            "bootstrap/a.service",
            "tests/test_a.py",
            "slipway_host/__pycache__/a.pyc",
            "slipway_host/a.py",
        ];
        for (const file of files) writeFileSync(join(program, file), "x\n");
        expect(hostProgram(program).map(({ path, executable }) => [path, executable])).toEqual([
            ["bootstrap/a.service", false],
            ["bootstrap/install.sh", true],
            ["release.py", false],
            ["slipway_host/a.py", false],
        ]);
    });

    test("Slipway's own makes user data that fits and that a shell can read", () => {
        const text = userData(hostProgram(), { region: "eu-central-1", device: "/dev/sdf" });
        expect(Buffer.byteLength(text)).toBeLessThan(MOST_USER_DATA_BYTES);
        expect(text.split("\n")[0]).toBe("#!/bin/bash");
        expect(text.trimEnd().split("\n").at(-1)).toBe(
            "DATA_DEVICE=/dev/sdf AWS_REGION=eu-central-1 bash /usr/local/lib/slipway/install.sh",
        );
        execFileSync("bash", ["-n"], { input: text });
    });
});

describe("user data", () => {
    const where = { region: "eu-central-1", device: "/dev/sdf" };
    const script = (text: string) => [{ path: "bootstrap/install.sh", content: Buffer.from(text) }];

    test("writes the files of bootstrap character by character, and nothing else", () => {
        const odd = "echo \"$HOME\" `id` 'x' \\\\ $((1+1))\n";
        const target = join(folder, "lib");
        const text = userData([...script(odd), { path: "release.py", content: Buffer.from("no\n") }], where)
            .replaceAll("/usr/local/lib/slipway", target)
            .replace(/^DATA_DEVICE.*$/m, "");
        execFileSync("bash", [], { input: text });
        expect(execFileSync("cat", [join(target, "install.sh")], { encoding: "utf8" })).toBe(odd);
        expect(execFileSync("ls", [target], { encoding: "utf8" })).toBe("install.sh\n");
    });

    test("what is too long, or would end a file too early, is refused", () => {
        expect(() => userData(script("x".repeat(20_000)), where)).toThrow(
            /^user data has \d+ bytes, but EC2 takes 16384: make host\/bootstrap smaller$/,
        );
        expect(() => userData(script("a\nSLIPWAY_END_OF_FILE\nb"), where)).toThrow(
            "host/bootstrap/install.sh has a line SLIPWAY_END_OF_FILE, which ends it in user data",
        );
    });
});

test.each([
    ["t3.small", "linux/amd64", true],
    ["t4g.small", "linux/arm64", true],
    ["m7g.large", "linux/arm64", false],
    ["c6gn.xlarge", "linux/arm64", false],
    ["m7i-flex.large", "linux/amd64", false],
    ["g5.xlarge", "linux/amd64", false],
])("%s runs %s; burstable: %s", (type, platform, burstable) => {
    expect([platformOf(type), isBurstable(type)]).toEqual([platform, burstable]);
    expect(imageParameter(platformOf(type))).toMatch(platform === "linux/arm64" ? /-arm64$/ : /-x86_64$/);
});
