import { withPluginFolder } from "../../../tools/toolchain/docker-plugins";
import { socketPath } from "../../../tools/toolchain/dockerd";
import { findMirror, parseOsRelease } from "../../../tools/toolchain/debian";
import { mirrored } from "../../../tools/toolchain/registry";
import { configuration } from "../../../tools/toolchain/buildkit";
import { relocated } from "../../../tools/toolchain/base-images/python";
import { FAMILIES } from "../../../tools/toolchain/base-images/families";
import { pinnedFor } from "../../../tools/toolchain/base-images/workshop";
import { isGoodAnswer } from "../../../tools/network";
import { addressesIn } from "../../../tools/pulumi-stack";
import { versions } from "../../../tools/versions";

describe("versions", () => {
    it("of Pulumi and the provider are those of package.json", () => {
        const { dependencies } = jest.requireActual<{ dependencies: Record<string, string> }>("../../../package.json");
        expect(versions.pulumi).toBe(dependencies["@pulumi/pulumi"]);
        expect(versions.dockerBuildProvider).toBe(dependencies["@pulumi/docker-build"]);
    });

    it("that a tag asks for and nobody pinned give an error that names those there are", () => {
        expect(() => pinnedFor("python:3.11-slim", "3.11", { "3.12": "a", "3.14": "b" })).toThrow(
            "no stand-in for python:3.11-slim: tools/versions.ts knows the versions 3.12, 3.14; add this one there",
        );
    });
});

describe("recipes of stand-ins", () => {
    it.each([
        ...["debian:trixie-slim", "python:3.11-slim", "python:3.12-slim", "node:22-slim", "node:20-alpine"],
        ...["nginx:alpine", "nginx:1.27-alpine", "postgres:16-alpine", "postgres:16", "redis:7-alpine", "redis:7"],
        ...[
            "node:20-bookworm-slim",
            "gcr.io/distroless/nodejs20-debian12",
            "gcr.io/distroless/nodejs20-debian12:nonroot",
        ],
        ...["prom/prometheus:v3.5.0", "prometheuscommunity/postgres-exporter:v0.17.1"],
        ...["oliver006/redis_exporter:v1.74.0-alpine", "grafana/grafana:12.1.0"],
    ])("exactly one makes %s", (image) => expect(FAMILIES.filter(({ images }) => images.test(image))).toHaveLength(1));

    it.each([
        "python:3.12",
        "node:22",
        "nginx",
        "mypostgres:16",
        "docker.io/evil/node:22-slim",
        "redis:7-bookworm",
        "grafana/grafana:latest",
    ])("none makes %s", (image) => expect(FAMILIES.filter(({ images }) => images.test(image))).toHaveLength(0));
});

describe.each(["/home/runner/work", "/__w"])("the builders' folder inside CPython: %s", (root) => {
    const folder = `${root}/javacpp-presets/javacpp-presets/cpython/cppbuild/linux-x86_64`;

    it("is replaced in text", () => {
        expect(relocated(Buffer.from(`prefix=${folder}/lib`)).toString()).toBe("prefix=/usr/local/lib");
    });

    it("keeps the length of every string in a program, and points OpenSSL to Debian's certificates", () => {
        const program = Buffer.from(`\x7fELF..${folder}/ssl/cert.pem\0${folder}/other\0end`, "latin1");
        const fixed = relocated(program);
        expect(fixed).toHaveLength(program.length);
        expect(fixed.toString("latin1")).toMatch(/^\x7fELF\.\.\/usr\/lib\/ssl\/cert\.pem\0+\/(home|__w)\//);
        expect(fixed.toString("latin1")).toContain(`${folder}/other\0end`);
    });
});

describe("Docker", () => {
    it.each([
        [undefined, "/var/run/docker.sock"],
        ["", "/var/run/docker.sock"],
        ["unix:///tmp/d.sock", "/tmp/d.sock"],
    ])("DOCKER_HOST %j means the socket %s", (host, path) => expect(socketPath(host)).toBe(path));

    it("is not started for somebody else's machine", () => {
        expect(() => socketPath("tcp://build:2375")).toThrow(
            "Docker does not answer at DOCKER_HOST=tcp://build:2375: start it there, or unset DOCKER_HOST",
        );
    });

    it("keeps the user's configuration when plugins are added", () => {
        const own = JSON.stringify({ auths: { r: {} }, cliPluginsExtraDirs: ["/own"] });
        const once = withPluginFolder(own, "/ours");
        expect(JSON.parse(once)).toEqual({ auths: { r: {} }, cliPluginsExtraDirs: ["/own", "/ours"] });
        expect(withPluginFolder(once, "/ours")).toBe(once);
        expect(JSON.parse(withPluginFolder(undefined, "/ours"))).toEqual({ cliPluginsExtraDirs: ["/ours"] });
    });
});

describe("the local mirror", () => {
    it.each([
        ["python:3.12-slim", "m:5000/library/python:3.12-slim"],
        ["bitnami/redis:7", "m:5000/bitnami/redis:7"],
        ["gcr.io/distroless/cc:1", "m:5000/distroless/cc:1"],
        ["localhost/x:1", "m:5000/x:1"],
    ])("holds %s as %s", (image, copy) => expect(mirrored(image, "m:5000")).toBe(copy));

    it("is where BuildKit looks first", () => {
        expect(configuration("127.0.0.1:5000", "/data")).toBe(
            [
                'root = "/data"\n',
                '[registry."docker.io"]\n  mirrors = ["127.0.0.1:5000"]\n',
                '[registry."gcr.io"]\n  mirrors = ["127.0.0.1:5000"]\n',
                '[registry."127.0.0.1:5000"]\n  http = true\n',
            ].join("\n"),
        );
    });
});

describe("Debian", () => {
    it.each([
        [
            "one-line sources",
            "deb [signed-by=/k.gpg] http://mirror.test/debian bookworm main",
            "http://mirror.test/debian",
        ],
        ["deb822 sources", "Types: deb\nURIs: http://mirror.test/debian/\nSuites: a", "http://mirror.test/debian"],
        ["a comment before it", "# http://old.test/debian\nURIs: http://new.test/debian", "http://new.test/debian"],
        ["only others", "URIs: http://mirror.test/debian-security", undefined],
    ])("finds the mirror in %s", (_, text, mirror) => expect(findMirror(text)).toBe(mirror));

    it("reads the release", () => {
        const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_CODENAME=bookworm\n';
        expect(parseOsRelease(text)).toEqual({
            PRETTY_NAME: "Debian GNU/Linux 12 (bookworm)",
            ID: "debian",
            VERSION_CODENAME: "bookworm",
        });
    });
});

it.each([
    [200, true],
    [301, true],
    [401, true],
    [403, false],
    [407, false],
    [502, false],
    [0, false],
])("a site that answers %i is reachable: %s", (status, good) => expect(isGoodAnswer(status)).toBe(good));

it("finds addresses anywhere in a stack's outputs, each once", () => {
    const outputs = {
        web: { url: "http://localhost:8080" },
        again: "http://localhost:8080",
        list: ["https://b", 1, null],
        x: "no",
    };
    expect(addressesIn(outputs)).toEqual([
        { name: "url", url: "http://localhost:8080" },
        { name: "list", url: "https://b" },
    ]);
});
