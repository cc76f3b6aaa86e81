import type { EnvAtom, EnvValue } from "../../../components/env-value";
import type { ComposeProject, ServiceConfig } from "../../types";
import { NAMES_A_HOST } from "./addresses";

/** The part of a service or job that may name services. */
type Texts = Pick<ServiceConfig, "environment" | "command" | "entrypoint">;

/** All that is found by DNS has a name that ends so. */
export const INTERNAL = ".slipway.internal";

/**
 * The zone in the network in which services are found task by task: by jobs, as Service Connect is for services only, and by services that
 * discover others. A network has one zone of a name, and may be that of several stacks, which may have the same app.
 */
export function dnsZone({ name }: Pick<ComposeProject, "name">, stack: string): string {
    return `${name}.${stack.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}${INTERNAL}`;
}

/** Texts with DNS names in the places of these services; `named`: those whose names were found there. */
export function withDnsNames(
    texts: Texts,
    services: readonly string[],
    zone: string,
): { texts: Texts; named: string[] } {
    const named = new Set<string>();
    const replaced = (text: string, variable: string): string =>
        services.reduce((so, service) => {
            const next = withDnsName(so, { service, zone, variable });
            if (next !== so) named.add(service);
            return next;
        }, text);
    const atom = (part: EnvAtom, variable: string): EnvAtom =>
        part.kind === "plain" ? { ...part, value: replaced(part.value, variable) } : part;
    const value = (given: EnvValue, variable: string): EnvValue =>
        given.kind === "composite"
            ? { ...given, parts: given.parts.map((part) => atom(part, "")) }
            : atom(given, variable);
    const words = (given: readonly string[]) => given.map((word) => replaced(word, ""));
    const { environment, command, entrypoint } = texts;
    return {
        texts: {
            environment: Object.fromEntries(
                Object.entries(environment).map(([variable, given]) => [variable, value(given, variable)]),
            ),
            ...(command && { command: words(command) }),
            ...(entrypoint && { entrypoint: words(entrypoint) }),
        },
        named: [...named].sort(),
    };
}

function withDnsName(text: string, { service, zone, variable }: { service: string; zone: string; variable: string }) {
    const full = `${service.toLowerCase()}.${zone}`;
    if (NAMES_A_HOST.test(variable) && text === service) return full;
    const name = service.replaceAll(/[.\\]/g, "\\$&");
    return text
        .replaceAll(new RegExp(`(//|@)${name}(?=[:/?,\\s"']|$)`, "g"), `$1${full}`)
        .replaceAll(new RegExp(`(^|[\\s,;="'([])${name}(?=:\\d)`, "g"), `$1${full}`);
}
