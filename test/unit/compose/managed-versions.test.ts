import { engineVersion } from "../../../compose/managed/version";

describe("versions follow the image's tag", () => {
    type Asked = Parameters<typeof engineVersion>;
    test.each<[...Asked, string]>([
        ["postgres", "postgres:16-alpine", undefined, "16"],
        ["postgres", "postgres:17.2", undefined, "17"],
        ["postgres", "docker.io/pgvector/pgvector:pg17", undefined, "17"],
        ["postgres", "postgis/postgis:16-3.4", undefined, "16"],
        ["postgres", undefined, "18", "18"],
        ["redis", "redis:7-alpine", undefined, "7.1"],
        ["redis", "redis:7.0.15", undefined, "7.0"],
        ["redis", "redis:6", undefined, "6.2"],
        ["valkey", "valkey/valkey:8-alpine", undefined, "8.2"],
        ["valkey", "valkey/valkey:8.0.1", undefined, "8.0"],
        ["valkey", "redis:7-alpine", undefined, "8.1"],
        ["valkey", "redis:8", "8.1", "8.1"],
    ])("%s of %s (%s): %s", (engine, image, own, version) => {
        expect(engineVersion(engine, image, own)).toEqual({ version });
    });

    test.each<[...Asked, string]>([
        [
            "postgres",
            "postgres:13",
            undefined,
            "asks for version 13, and PostgreSQL on RDS has 14, 15, 16, 17, 18: take one of them in the image's tag.",
        ],
        [
            "postgres",
            "postgres:latest",
            undefined,
            "runs postgres:latest, which names no version, and AWS must be asked for one: give the image a tag such as postgres:16, or say `version` beside `engine`.",
        ],
        [
            "postgres",
            "redis:7",
            undefined,
            "runs redis:7, which does not look like PostgreSQL: name another engine, or say `version` beside `engine` if it is one.",
        ],
        [
            "postgres",
            "timescale/timescaledb:2.17.2-pg16",
            undefined,
            "runs timescale/timescaledb:2.17.2-pg16, which does not look like PostgreSQL: name another engine, or say `version` beside `engine` if it is one.",
        ],
        [
            "redis",
            undefined,
            undefined,
            "is built here, which does not look like Redis: name another engine, or say `version` beside `engine` if it is one.",
        ],
        [
            "redis",
            "valkey/valkey:8",
            undefined,
            "runs valkey/valkey:8, which does not look like Redis: name another engine, or say `version` beside `engine` if it is one.",
        ],
        [
            "redis",
            "redis:8",
            undefined,
            "asks for version 8, and Redis on ElastiCache has 6.2, 7.0, 7.1: take one of them in the image's tag.",
        ],
        [
            "redis",
            "redis:7.4-alpine",
            undefined,
            "asks for version 7.4, and Redis on ElastiCache has 6.2, 7.0, 7.1: take one of them in the image's tag.",
        ],
        [
            "valkey",
            "redis:8",
            undefined,
            "runs redis:8, and Valkey went its own way after Redis 7.2: say `version` beside `engine` if the app needs no more than that.",
        ],
    ])("refused: %s of %s (%s)", (engine, image, own, problem) => {
        expect(engineVersion(engine, image, own)).toEqual({ problem });
    });
});
