/** What the environment says, checked once at the start. No message holds a value that may be a secret. */
export interface Config {
    readonly host: string;
    readonly port: number;
    readonly databaseUrl: string;
    readonly redisUrl: string;
    readonly logLevel: string;
    /** Origins of pages elsewhere that may call the API; none by default, as the page's own server passes calls on. */
    readonly corsOrigins: readonly string[];
    /** Whether the server migrates before it starts. Compose does it in a service of its own. */
    readonly migrateOnStart: boolean;
    /** How long PostgreSQL and Redis are waited for at the start. */
    readonly waitSeconds: number;
    readonly release: string | undefined;
}

export class ConfigurationError extends Error {}

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
    return {
        host: env["HOST"] || "0.0.0.0",
        port: wholeNumber(env, "PORT", 3000, 65535),
        databaseUrl: address(env, "DATABASE_URL", ["postgres:", "postgresql:"]),
        redisUrl: address(env, "REDIS_URL", ["redis:", "rediss:"]),
        logLevel: oneOf(env, "LOG_LEVEL", "info", LEVELS),
        corsOrigins: (env["CORS_ORIGINS"] ?? "").split(",").flatMap((text) => origin(text.trim())),
        migrateOnStart: oneOf(env, "MIGRATE_ON_START", "true", ["true", "false"]) === "true",
        waitSeconds: wholeNumber(env, "WAIT_SECONDS", 60, 3600),
        release: env["SLIPWAY_RELEASE"] || undefined,
    };
}

type Env = Readonly<Record<string, string | undefined>>;

function address(env: Env, name: string, protocols: readonly string[]): string {
    const text = env[name];
    if (!text) throw new ConfigurationError(`${name} is not set; give it as ${protocols[0]}//user:password@host:port/…`);
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !protocols.includes(url.protocol) || url.hostname === "") {
        throw new ConfigurationError(
            `${name} is no address that begins with ${protocols.join("// or ")}//; ` +
                `characters such as @ / : % in a password must be percent-encoded`,
        );
    }
    return text;
}

function wholeNumber(env: Env, name: string, standard: number, most: number): number {
    const text = env[name];
    if (!text) return standard;
    const value = /^\d+$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most) throw new ConfigurationError(`${name} is "${text}"; give a number from 1 to ${most}`);
    return value;
}

function oneOf(env: Env, name: string, standard: string, known: readonly string[]): string {
    const value = env[name] || standard;
    if (!known.includes(value)) throw new ConfigurationError(`${name} is "${value}"; give one of ${known.join(", ")}`);
    return value;
}

function origin(text: string): string[] {
    if (text === "") return [];
    if (URL.canParse(text) && new URL(text).origin === text) return [text];
    throw new ConfigurationError(`CORS_ORIGINS holds "${text}"; give origins such as https://board.example.com`);
}
