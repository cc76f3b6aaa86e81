/** `aws:ecs/service:Service` of a URN. */
export function typeOf(urn: string): string {
    return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The resource's own name in a URN; it may hold `::` itself. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** The stack's name in a URN. */
export function stackOf(urn: string): string {
    return urn.split("::")[0]?.replace(/^urn:pulumi:/, "") ?? "";
}
