import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";

const WHAT = "a CIDR block such as 203.0.113.7/32";

/** A block of addresses as AWS takes it: nothing is set behind its length. */
export const cidr = z
    .string()
    .superRefine((value, context) => {
        const [given, digits] = parts(value);
        if (given === undefined || !ipaddr.isValidCIDR(value)) {
            context.addIssue({ code: "custom", message: WHAT });
            return;
        }
        const address = ipaddr.parse(given);
        const [family, bits] = address.kind() === "ipv4" ? ([ipaddr.IPv4, 32] as const) : ([ipaddr.IPv6, 128] as const);
        const start = family.networkAddressFromCIDR(value).toString();
        if (start === address.toString()) return;
        const one = `${given}/${bits}`;
        const message = `${start}/${digits} for the whole block, or ${one} for the one address`;
        context.addIssue({ code: "custom", message });
    })
    .meta({ value: WHAT });

/** Address and length; nothing, where either is written as AWS does not take it: IPv4 in parts or in IPv6, with a zone, with zeros before. */
function parts(value: string): [address?: string, length?: string] {
    const [, address = "", length] = /^([\da-fA-F.:]+)\/(0|[1-9]\d{0,2})$/.exec(value) ?? [];
    const family = isIP(address);
    return family === 4 || (family === 6 && !address.includes(".")) ? [address, length] : [];
}
