import type { AppSettings } from "../../../components/app-settings";
import { error, type Issue } from "../../issue";

/** Without a domain there is no TLS and no name: then only known addresses may connect, and a list with everybody in it names none. */
export function everybodyAtPorts(app: string, { domain, allow }: Pick<AppSettings, "domain" | "allow">): Issue[] {
    const everybody = allow.find((cidr) => cidr.endsWith("/0"));
    if (domain !== undefined || everybody === undefined) return [];
    const what = `names ${everybody}, which is everybody, but without a domain there is no TLS: name the addresses that may connect, or give the app a domain.`;
    return [error(`slipway:apps.${app}.allow`, what)];
}

/** Those of the blocks that are IPv6. */
export function ipv6Blocks(allow: readonly string[]): string[] {
    return allow.filter((cidr) => cidr.includes(":"));
}
