import { baseImagesOf, composeImages, dockerfileImages } from "../../../tools/toolchain/base-images/scan";

describe("images of a Dockerfile", () => {
    it.each([
        ["one stage", "FROM python:3.12-slim\nRUN true", ["python:3.12-slim"]],
        [
            "stages of its own",
            "FROM node:22-slim AS Web\nFROM web\nFROM python:3.14-slim\nCOPY --from=web /a /a",
            ["node:22-slim", "python:3.14-slim"],
        ],
        ["a platform", "FROM --platform=$BUILDPLATFORM node:22-slim AS b", ["node:22-slim"]],
        ["arguments", 'ARG V="3.12"\nARG T=slim\nFROM python:${V}-$T', ["python:3.12-slim"]],
        ["an argument's own default", "FROM python:${V:-3.14}-slim", ["python:3.14-slim"]],
        ["an argument without a value", "ARG BASE\nFROM ${BASE}", []],
        ["an argument inside a stage", "FROM a:1\nARG V=2\nFROM b:${V}", ["a:1"]],
        ["scratch", "FROM scratch\nCOPY a /", []],
        [
            "another image's files",
            "FROM a:1 AS x\nCOPY --chown=1 --from=uv:0.5 /uv /\nCOPY --from=0 /a /a",
            ["a:1", "uv:0.5"],
        ],
        ["comments and continued lines", "# FROM no:1\nFROM \\\n# why\n  a:1 AS x", ["a:1"]],
        ["lower case", "from a:1 as x\nfrom x", ["a:1"]],
    ])("%s", (_, text, expected) => expect(dockerfileImages(text)).toEqual(expected));
});

describe("images of a Compose file", () => {
    it("are those of services that are not built", () => {
        const text = [
            "# image: no:1",
            "services:",
            "  db:",
            "    image: postgres:16-alpine  # why",
            "    environment:",
            "      image: not-this:1",
            "  api:",
            "    image: built/here:1",
            "    build: .",
            "  web:",
            "    build:",
            "      context: .",
            "    image: built/here:2",
            "  cache:",
            '    image: "redis:${REDIS:-7}"',
            "  given:",
            "    image: ${IMAGE}",
            "volumes:",
            "  image:",
            "    image: no:2",
        ].join("\n");
        expect(composeImages(text)).toEqual(["postgres:16-alpine", "redis:7"]);
    });
});

it("names each image once, over all files", () => {
    const files = [
        { name: "Dockerfile", text: "FROM a:1" },
        { name: "Dockerfile.web", text: "FROM b:1\nFROM a:1" },
        { name: "compose.yaml", text: "services:\n  x:\n    image: b:1\n  y:\n    image: c:1" },
    ];
    expect(baseImagesOf(files)).toEqual(["a:1", "b:1", "c:1"]);
});
