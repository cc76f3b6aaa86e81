/** Whether a security group rule is about the whole Internet. */
export function isWorld({ cidrIpv4, cidrIpv6 }: { readonly cidrIpv4?: unknown; readonly cidrIpv6?: unknown }): boolean {
    return [cidrIpv4, cidrIpv6].some((cidr) => typeof cidr === "string" && cidr.endsWith("/0"));
}
