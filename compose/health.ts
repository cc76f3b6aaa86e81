import type { ServiceSettings } from "../components/app-settings";
import type { ServiceConfig, ServicePortConfig } from "./types";

/** How a service that speaks HTTP is asked whether it is healthy. */
export interface HttpHealth {
    /** What a load balancer asks again and again: `health` of the stack, else the Compose check's path, else `/health`. */
    readonly healthPath: string;
    /** What the release asks once: the Compose check's path, which may look at databases; else the same. */
    readonly gatePath: string;
    readonly containerPort: number;
    /** The published port that leads there, if there is one. */
    readonly port?: ServicePortConfig;
}

/**
 * Whether and how a service speaks HTTP: by its `health` in the stack, an URL in its Compose check, or, for a service
 * that is built here and has no check, by custom.
 */
export function httpHealth(service: ServiceConfig, settings: ServiceSettings | undefined): HttpHealth | undefined {
    if (settings?.health === false) return undefined;
    const url = checkedUrl(service);
    // An image in the place of a build is one's own as well.
    const own = service.build !== undefined || settings?.image !== undefined;
    const byCustom = own && !hasCheck(service);
    if (settings?.health === undefined && url === undefined && !byCustom) return undefined;
    const tcp = service.ports.filter((port) => port.protocol === "tcp");
    const port = tcp.find(({ target }) => target === url?.port) ?? tcp[0];
    const containerPort = port?.target ?? url?.port ?? exposedPort(service);
    if (containerPort === undefined) return undefined;
    const healthPath = settings?.health ?? url?.path ?? "/health";
    return { healthPath, gatePath: url?.path ?? healthPath, containerPort, ...(port ? { port } : {}) };
}

/** Whether the Compose file has a check of its own for the service. */
export function hasCheck({ healthcheck }: ServiceConfig): boolean {
    return healthcheck !== undefined && !healthcheck.disable && healthcheck.test.length > 0;
}

/** Such as `/health/ready`: paths that, by custom, look at databases too. */
export function isReadinessPath(path: string): boolean {
    return /(^|[/_-])(ready|readyz|readiness)([/?]|$)/.test(path);
}

const URL_IN_TEXT =
    /(https?):\/\/(\[[^\]]*\]|[^\s:/"'`()|;&<>\\]+)(?::(\$\{[^}]*\}|[^\s/"'`()|;&<>\\]+))?(\/[^\s"'`()|;&<>\\]*)?/g;
/** `curl` and `wget` take addresses without a scheme. */
const BARE_ADDRESS =
    /\b(?:curl|wget)\b.*?\s["']?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+|\$\{?\w+\}?))?(\/[^\s"'|;&]*)?(?=["'\s|;&]|$)/;

/** The URL of its own that the service's check asks: path, and the port where it is plain. */
export function checkedUrl(service: ServiceConfig): { path: string; port?: number } | undefined {
    if (!hasCheck(service)) return undefined;
    const command = (service.healthcheck?.test ?? []).slice(1).join(" ");
    for (const [, scheme, host = "", port, path] of command.matchAll(URL_IN_TEXT)) {
        if (isOwnHost(service, host))
            return { path: path ?? "/", ...portOf(service, port, scheme === "https" ? 443 : 80) };
    }
    const bare = BARE_ADDRESS.exec(command);
    return bare ? { path: bare[3] ?? "/", ...portOf(service, bare[2], 80) } : undefined;
}

/** Nothing but one call of curl or wget, after which at most the exit code is set. */
const PLAIN_CALL = /^(?:curl|wget)\s[^|&;<>$`()]*?(?:\|\|\s*exit\s+1\s*)?$/;

/**
 * The service's check with another path in its URL. `undefined` where that is not sure to be the same check of another
 * path: a program of one's own, a pipe that reads the answer, two addresses.
 */
export function checkAsking(service: ServiceConfig, path: string): string[] | undefined {
    const [kind = "", ...words] = service.healthcheck?.test ?? [];
    const command = words.join(" ");
    const [url, another] = [...command.matchAll(URL_IN_TEXT)];
    if (checkedUrl(service) === undefined || url === undefined || another !== undefined) return undefined;
    if (!PLAIN_CALL.test(command)) return undefined;
    const [all, , , , asked = ""] = url;
    const own = all.slice(0, all.length - asked.length) + path;
    return [kind, ...words.map((word) => word.replace(all, () => own))];
}

function isOwnHost(service: ServiceConfig, host: string): boolean {
    const own = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]", "$HOSTNAME", "${HOSTNAME}", "$(hostname)"];
    return own.includes(host) || host === service.hostname || host === service.containerName;
}

/** `8000`, or `$PORT` and `${PORT:-8000}` of the container's own environment. */
function portOf(service: ServiceConfig, text: string | undefined, standard: number): { port?: number } {
    if (text === undefined) return { port: standard };
    if (/^\d+$/.test(text)) return { port: Number(text) };
    const [, name = "", fallback] = /^\$\{?(\w+)(?::?-(\d+))?\}?$/.exec(text) ?? [];
    const value = service.environment[name];
    const number = value?.kind === "plain" ? Number(value.value) : Number(fallback);
    return Number.isInteger(number) && number > 0 ? { port: number } : {};
}

function exposedPort(service: ServiceConfig): number | undefined {
    const port = Number(/^\d+/.exec(service.expose?.[0] ?? "")?.[0]);
    return Number.isInteger(port) ? port : undefined;
}
