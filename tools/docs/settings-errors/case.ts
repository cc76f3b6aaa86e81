/** Settings and Compose files that are refused, and the whole of what is said to them. */
export interface BadSettings {
    /** What is wrong, for people. */
    readonly what: string;
    /** Settings of the stack `dev`, as they stand in its file under `config`. */
    readonly config: Readonly<Record<string, unknown>>;
    /** Settings that are encrypted in the stack's file, whatever they hold. */
    readonly secrets?: readonly string[];
    /** Compose files by app: `docker/<app>/compose.yaml`. @default one quiet service `api` each */
    readonly compose?: Readonly<Record<string, string>>;
    /** Every line of the message. */
    readonly says: readonly string[];
}

/** An image that is pinned, so that nothing is said of it. */
const IMAGE = `app@sha256:${"0".repeat(64)}`;

/** A service of which nothing is to be said, with more lines. */
export function api(...more: readonly string[]): string {
    return serviceNamed("api", ...more);
}

export function serviceNamed(name: string, ...more: readonly string[]): string {
    const lines = [`image: ${IMAGE}`, 'user: "1000:1000"', "read_only: true", ...more];
    return ["services:", `  ${name}:`, ...lines.map((line) => `    ${line}`), ""].join("\n");
}

/** A service that answers HTTP on a published port. */
export function published(port: number, ...more: readonly string[]): string {
    const check = 'healthcheck: { test: [CMD, curl, "http://127.0.0.1:8080/health"] }';
    return api(`ports: ["${port}:8080"]`, check, ...more);
}

/** Settings of one app, `shop`. */
export function shop(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return { "slipway:apps": { shop: settings } };
}
