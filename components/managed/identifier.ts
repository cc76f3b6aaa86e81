import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * The name of a database or cache on AWS. It is the first part of its address, so it is known in a preview, and it is another one
 * exactly when AWS can only make the thing anew: `replacedOn` is what AWS cannot change in place. So the new one is there before the
 * old one goes, and what holds the address is rolled out again.
 *
 * Lower-case letters, digits and single hyphens, from a letter on, as RDS and ElastiCache ask.
 */
export function dataIdentifier(name: string, limit: number, replacedOn: readonly string[]): string {
    const whole = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
    const hash = createHash("sha256")
        .update(JSON.stringify([whole, ...replacedOn]))
        .digest("hex")
        .slice(0, HASH_DIGITS);
    return `${identifierWords(whole, limit)}-${hash}`;
}

/** What is read of such a name: what the names of one project and stack begin with has the same beginning. */
export function identifierWords(whole: string, limit: number): string {
    const words = whole
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^[^a-z]+/, "")
        .slice(0, limit - HASH_DIGITS - 1)
        .replace(/-$/, "");
    return words || "data";
}

/**
 * What the groups of a database or cache (subnets, parameters) are called: a name of Compose as RDS and ElastiCache take it, in lower-case
 * letters, digits and single hyphens, from a letter on. Most names are that already.
 */
export function groupName(name: string): string {
    return name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
        .replace(/^(?=\d)/, "n");
}

const HASH_DIGITS = 6;
