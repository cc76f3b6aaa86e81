import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerfileUser } from "../../../compose/dockerfile";
import { fargatePlan } from "../../../compose/targets/ecs-fargate/map";
import type { BuildConfig } from "../../../compose/types";
import { projectOf, type Given } from "./fargate-project";
import { issueLines, settingsOf } from "./load-case";

const lines = (...text: string[]) => text.join("\n");

describe("the user that an image runs as, by its Dockerfile", () => {
    test.each<[string, string, Parameters<typeof dockerfileUser>[1], string | undefined]>([
        ["the last one of the last stage", lines("FROM a", "USER 1", "FROM b", "USER 2", "USER 3:4"), {}, "3:4"],
        ["none: the base image decides", lines("FROM a", "RUN true"), {}, undefined],
        ["that of the stage below", lines("FROM a AS base", "USER app", "FROM base", "RUN true"), {}, "app"],
        ["that of the stage below, by number", lines("FROM a", "USER app", "FROM 0"), {}, "app"],
        [
            "not that of another stage",
            lines("FROM a AS build", "USER app", "FROM b", "COPY --from=build /x /x"),
            {},
            undefined,
        ],
        ["that of the target", lines("FROM a AS one", "USER 1", "FROM b AS two", "USER 2"), { target: "One" }, "1"],
        ["a variable's default", lines("ARG UID=1000", "FROM a", "USER ${UID}:${GID:-1000}"), {}, "1000:1000"],
        [
            "a build argument before its default",
            lines("FROM a", "ARG UID=1000", "USER $UID"),
            { args: { UID: "7" } },
            "7",
        ],
        ["a variable of ENV", lines("FROM a", 'ENV WHO="app"', "USER $WHO"), {}, "app"],
        ["a variable without a value", lines("FROM a", "ARG UID", "USER $UID"), {}, undefined],
        [
            "no matter how it is written",
            lines("from --platform=linux/amd64 a as x", "# USER 1", "user \\", "  2"),
            {},
            "2",
        ],
        ["not one inside a here-document", lines("FROM a", "USER 1", "COPY <<EOF /x", "USER 2", "EOF"), {}, "1"],
    ])("%s", (_what, text, build, expected) => {
        expect(dockerfileUser(text, build)).toBe(expected);
    });
});

describe("what a service's Dockerfile tells about its task", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "slipway-dockerfile-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const build: BuildConfig = {
        context: ".",
        additionalContexts: {},
        args: {},
        cacheFrom: [],
        cacheTo: [],
        entitlements: [],
        extraHosts: [],
        labels: {},
        noCache: false,
        noCacheFilter: [],
        platforms: [],
        privileged: false,
        pull: false,
        secrets: [],
        ssh: [],
        tags: [],
        ulimits: {},
    };
    const mapped = (dockerfile: string, service: Given) => {
        writeFileSync(join(folder, "Dockerfile"), dockerfile);
        const given: Given = { image: undefined, user: undefined, build, ...service };
        const { plan, issues } = fargatePlan(projectOf({ api: given }), settingsOf({ target: "ecs-fargate" }), {
            projectDirectory: folder,
            stack: "dev",
        });
        return { user: plan.services["api"]?.container.user, told: issueLines({ issues }) };
    };

    test("its user stands in the task definition; the Compose file's goes before it", () => {
        expect(mapped(lines("FROM a", "USER 5:6"), {})).toEqual({ user: "5:6", told: [] });
        expect(mapped(lines("FROM a", "USER 5:6"), { user: "7:8" })).toEqual({ user: "7:8", told: [] });
    });

    test("root, and a user that nothing tells, are told", () => {
        expect(mapped(lines("FROM a", "USER root"), {}).told).toEqual([
            'warning compose.yaml: services.api.user: is root (root): name another one, such as  user: "1000:1000".',
        ]);
        expect(mapped("FROM a", {})).toEqual({
            user: undefined,
            told: [
                'warning compose.yaml: services.api.user: is not given, and its Dockerfile does not tell whether it runs as root: name one, such as  user: "1000:1000".',
            ],
        });
    });

    test("a check with a program that the Dockerfile does not install is told; with one that it installs, not", () => {
        const check: Given = {
            healthcheck: { test: ["CMD", "curl", "-f", "http://127.0.0.1/"], disable: false },
        };
        expect(mapped(lines("FROM a", "USER 5"), check).told).toEqual([
            "warning compose.yaml: services.api.healthcheck.test: runs curl, which the Dockerfile does not install: without it every check fails and ECS replaces each task again and again.",
        ]);
        expect(mapped(lines("FROM a", "RUN apk add curl", "USER 5"), check).told).toEqual([]);
    });
});
