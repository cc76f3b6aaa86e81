import type { EnvValue } from "../../../components/env-value";
import { publicServices } from "../../public";
import type { ComposeProject, ServiceConfig } from "../../types";
import type { AppSettings } from "../../../components/app-settings";
import { isJob } from "../../order";
import { findAddresses, type Address } from "./addresses";

/** Who connects to whom in an app, as far as its file tells. */
export interface Calls {
    /** Service or job → names of the services that it calls, sorted. */
    readonly of: Readonly<Record<string, readonly string[]>>;
    /** Service that others call → the ports at which it is called, sorted. */
    readonly ports: Readonly<Record<string, readonly number[]>>;
}

/** Ports of servers that everybody knows, by the name of their image: Compose files seldom name them. */
const KNOWN_PORTS: readonly (readonly [image: RegExp, port: number])[] = [
    [/(^|\/)(postgres|postgis|timescaledb|pgvector)\b/, 5432],
    [/(^|\/)(mysql|mariadb)\b/, 3306],
    [/(^|\/)(redis|valkey)\b/, 6379],
    [/(^|\/)mongo\b/, 27017],
    [/(^|\/)rabbitmq\b/, 5672],
    [/(^|\/)memcached\b/, 11211],
    [/(^|\/)nats\b/, 4222],
    [/(^|\/)nginx\b/, 80],
];

/**
 * In Compose everybody on a network may connect to everybody. Here a service reaches those that its own part of the file
 * names: in `depends_on`, in `links`, or as a host in a variable or a command.
 */
export function callsOf(project: ComposeProject, settings: AppSettings): Calls {
    const names = Object.keys(project.services).sort();
    const lasting = names.filter((name) => !isJob(project, name));
    const mentions = new Map(names.map((name) => [name, mentionsIn(project.services[name]!, lasting)]));
    const of = Object.fromEntries(
        names.map((name) => [name, lasting.filter((other) => other !== name && calls(project, mentions, name, other))]),
    );
    const called = lasting.filter((name) => Object.values(of).some((others) => others.includes(name)));
    const ports = Object.fromEntries(
        called.map((name) => {
            const spoken = [...mentions.values()]
                .flat()
                .flatMap(({ host, port }) => (host === name && port ? [port] : []));
            const own = ownPorts(project, settings, name);
            const known = own.length + spoken.length > 0 ? [] : knownPort(project.services[name]!);
            return [name, [...new Set([...own, ...spoken, ...known])].sort((a, b) => a - b)];
        }),
    );
    return { of, ports };
}

/** Whom a service or job calls, as far as it is known where. */
export function calledBy(name: string, calls: Calls): { service: string; ports: readonly number[] }[] {
    return (calls.of[name] ?? [])
        .map((service) => ({ service, ports: calls.ports[service] ?? [] }))
        .filter(({ ports }) => ports.length > 0);
}

function calls(
    { services }: ComposeProject,
    mentions: ReadonlyMap<string, readonly Address[]>,
    from: string,
    to: string,
): boolean {
    const [caller, callee] = [services[from]!, services[to]!];
    if (!shareNetwork(caller, callee)) return false;
    const linked = (caller.links ?? []).some((link) => link.split(":")[0] === to);
    return linked || to in caller.dependsOn || (mentions.get(from) ?? []).some(({ host }) => host === to);
}

function shareNetwork(one: ServiceConfig, other: ServiceConfig): boolean {
    const [own, others] = [Object.keys(one.networks), Object.keys(other.networks)];
    if (own.length === 0 && others.length === 0) return true;
    return own.some((network) => others.includes(network));
}

function mentionsIn(service: ServiceConfig, names: readonly string[]): Address[] {
    const { environment, command = [], entrypoint = [] } = service;
    const texts: [string, string][] = [
        ...Object.entries(environment).map(([key, value]): [string, string] => [key, plainText(value)]),
        ...[...command, ...entrypoint].map((word): [string, string] => ["", word]),
    ];
    const found = texts.flatMap(([key, text]) => findAddresses(text, key).filter(({ host }) => names.includes(host)));
    // `DB_HOST: db` beside `DB_PORT: 5432`.
    return found.map((address) => {
        if (address.port !== undefined || !address.variable.endsWith("HOST")) return address;
        const port = Number(plainText(environment[address.variable.replace(/HOST$/, "PORT")]));
        return Number.isInteger(port) && port > 0 ? { ...address, port } : address;
    });
}

/** A value as anybody may read it; a secret's place is held by a letter. */
export function plainText(value: EnvValue | undefined): string {
    if (value === undefined) return "";
    const atoms = value.kind === "composite" ? value.parts : [value];
    return atoms.map((atom) => (atom.kind === "plain" ? atom.value : "x")).join("");
}

/** Ports that the service's own part of the file gives: `ports`, `expose`, and the one that its check asks. */
function ownPorts(project: ComposeProject, settings: AppSettings, name: string): number[] {
    const { ports, expose = [] } = project.services[name]!;
    const open = publicServices(project, settings.services).find(({ service }) => service === name);
    return [
        ...ports.filter(({ protocol }) => protocol === "tcp").map(({ target }) => target),
        ...expose.flatMap((text) => {
            const [, port, protocol = "tcp"] = /^(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
            return port !== undefined && protocol === "tcp" ? [Number(port)] : [];
        }),
        ...(open ? [open.http.containerPort] : []),
    ];
}

function knownPort({ image = "" }: ServiceConfig): number[] {
    const name = image.replace(/[@:][^/]*$/, "");
    const port = KNOWN_PORTS.find(([known]) => known.test(name))?.[1];
    return port === undefined ? [] : [port];
}
