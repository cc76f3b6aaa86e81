import type { ManagedEngine } from "../../components/app-settings";
import { parseImageReference } from "../image-reference";

/** Major versions of PostgreSQL that RDS has in standard support, as of 2026-11. */
const POSTGRES = ["14", "15", "16", "17", "18"];
/** Versions of ElastiCache, newest last, as of 2026-11. */
const CACHE: Readonly<Record<"redis" | "valkey", readonly string[]>> = {
    redis: ["6.2", "7.0", "7.1"],
    valkey: ["7.2", "8.0", "8.1", "8.2", "9.0"],
};
/** What a Redis of the same commands is called by Valkey, which went on from Redis 7.2. */
const LAST_COMMON_REDIS = 7;
const VALKEY_FOR_REDIS = "8.1";

/** What images of each engine are called, whoever publishes them. */
const IMAGES: Readonly<Record<ManagedEngine, RegExp>> = {
    postgres: /^(postgres|postgresql|postgis|pgvector)$/,
    redis: /^redis$/,
    // Valkey takes over from Redis.
    valkey: /^(valkey|redis)$/,
};

const SERVERS: Readonly<Record<ManagedEngine, string>> = {
    postgres: "PostgreSQL",
    redis: "Redis",
    valkey: "Valkey",
};

/** The version that AWS is asked for, or why there is none. */
export function engineVersion(
    engine: ManagedEngine,
    image: string | undefined,
    own: string | undefined,
): { version: string } | { problem: string } {
    const reference = image === undefined ? undefined : parseImageReference(image);
    const name = reference?.repository.split("/").at(-1) ?? "";
    if (own === undefined && !IMAGES[engine].test(name)) {
        const found = image === undefined ? "is built here" : `runs ${image}`;
        return {
            problem: `${found}, which does not look like ${SERVERS[engine]}: name another engine, or say \`version\` beside \`engine\` if it is one.`,
        };
    }
    const said = own ?? /^(?:pg|v)?(\d+(?:\.\d+)?)/.exec(reference?.tag ?? "")?.[1];
    if (said === undefined) {
        return {
            problem: `runs ${image}, which names no version, and AWS must be asked for one: give the image a tag such as ${name}:${example(engine)}, or say \`version\` beside \`engine\`.`,
        };
    }
    if (engine === "postgres") return among(POSTGRES, said.split(".")[0] ?? "", "PostgreSQL on RDS");
    const offered = CACHE[engine];
    if (engine === "valkey" && name === "redis" && own === undefined) {
        return Number(said.split(".")[0]) > LAST_COMMON_REDIS
            ? {
                  problem: `runs ${image}, and Valkey went its own way after Redis 7.2: say \`version\` beside \`engine\` if the app needs no more than that.`,
              }
            : { version: VALKEY_FOR_REDIS };
    }
    // Without a minor version the newest one; a minor one that there is not is a wish that cannot be met.
    const version = said.includes(".")
        ? offered.find((one) => one === said)
        : offered.filter((one) => one.split(".")[0] === said).at(-1);
    return version === undefined ? none(offered, said, `${SERVERS[engine]} on ElastiCache`) : { version };
}

function example(engine: ManagedEngine): string {
    return engine === "postgres" ? "16" : engine === "redis" ? "7.1" : "8.1";
}

function among(offered: readonly string[], said: string, what: string): { version: string } | { problem: string } {
    return offered.includes(said) ? { version: said } : none(offered, said, what);
}

function none(offered: readonly string[], said: string, what: string): { problem: string } {
    return {
        problem: `asks for version ${said}, and ${what} has ${offered.join(", ")}: take one of them in the image's tag.`,
    };
}
