import { isIP } from "node:net";
import { z } from "zod";

const WHAT = "a CIDR block such as 203.0.113.7/32";

/** Bits of an address. */
const BITS = { 4: 32, 6: 128 } as const;

interface Block {
    readonly family: 4 | 6;
    readonly address: bigint;
    readonly length: number;
}

/** A block of addresses as AWS takes it: nothing is set behind its length. */
export const cidr = z
    .string()
    .superRefine((value, context) => {
        const block = parse(value);
        if (block === undefined) {
            context.addIssue({ code: "custom", message: WHAT });
            return;
        }
        const { family, address, length } = block;
        const behind = BigInt(BITS[family] - length);
        const start = (address >> behind) << behind;
        if (start === address) return;
        const one = `${value.slice(0, value.indexOf("/"))}/${BITS[family]}`;
        const message = `${format({ ...block, address: start })} for the whole block, or ${one} for the one address`;
        context.addIssue({ code: "custom", message });
    })
    .meta({ value: WHAT });

function parse(value: string): Block | undefined {
    const [, given = "", digits] = /^([\da-fA-F.:]+)\/(0|[1-9]\d{0,2})$/.exec(value) ?? [];
    const family = isIP(given);
    const length = Number(digits);
    // AWS takes no IPv4 address in IPv6's spelling.
    if ((family !== 4 && family !== 6) || length > BITS[family] || (family === 6 && given.includes(".")))
        return undefined;
    return { family, length, address: family === 4 ? join(given.split("."), 10) : join(groups(given), 16) };
}

/** The eight groups of an IPv6 address, of which `::` leaves some out. */
function groups(address: string): string[] {
    const [head = [], tail] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
    if (tail === undefined) return head;
    return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => "0"), ...tail];
}

function join(parts: readonly string[], base: 10 | 16): bigint {
    const size = base === 10 ? 8n : 16n;
    return parts.reduce((sum, part) => (sum << size) | BigInt(Number.parseInt(part, base)), 0n);
}

function format({ family, address, length }: Block): string {
    const [count, size, base] = family === 4 ? ([4, 8, 10] as const) : ([8, 16, 16] as const);
    const parts = Array.from({ length: count }, (_, index) => {
        const behind = BigInt((count - 1 - index) * size);
        return ((address >> behind) & ((1n << BigInt(size)) - 1n)).toString(base);
    });
    // An address in a URL is written in its shortest way.
    const text = family === 4 ? parts.join(".") : new URL(`http://[${parts.join(":")}]`).hostname.slice(1, -1);
    return `${text}/${length}`;
}
