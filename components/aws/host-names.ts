import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentDomain } from "../environment-args";

/** What a host name leads to: a name of AWS's, such as a load balancer's, or an address. */
export type NameTarget =
    | { readonly dnsName: pulumi.Input<string>; readonly zoneId: pulumi.Input<string> }
    | { readonly address: pulumi.Input<string> };

/** How long resolvers keep an address, in seconds: AWS's own time for aliases of load balancers. */
const TTL_SECONDS = 60;

/**
 * The DNS records of an environment's host names, one each, whatever an app runs on: when an app moves to another target its record
 * changes in place, after the new release is healthy.
 */
export class HostNames {
    readonly hostedZoneId: pulumi.Output<string>;
    private readonly led = new Set<string>();

    constructor(
        private readonly name: string,
        private readonly domain: EnvironmentDomain,
        private readonly environment: pulumi.Resource,
    ) {
        this.hostedZoneId = pulumi.output(
            domain.hostedZoneId ??
                route53.getZoneOutput({ name: domain.name, privateZone: false }, { parent: environment }).zoneId,
        );
    }

    /** Whether the environment's zone holds the name: its domain's own, or one under it. */
    holds(host: string): boolean {
        return host === this.domain.name || host.endsWith(`.${this.domain.name}`);
    }

    /**
     * Lets a host name lead there. Names may be given again: two services share a host by paths.
     *
     * @param after what must be healthy before
     */
    lead(host: string, to: NameTarget, after: readonly pulumi.Resource[]): void {
        if (this.led.has(host)) return;
        this.led.add(host);
        new route53.Record(
            `${this.name}-${host}`,
            {
                zoneId: this.hostedZoneId,
                name: host,
                type: "A",
                ...("address" in to
                    ? { ttl: TTL_SECONDS, records: [to.address] }
                    : { aliases: [{ name: to.dnsName, zoneId: to.zoneId, evaluateTargetHealth: true }] }),
            },
            {
                parent: this.environment,
                dependsOn: [...after],
                // Where it was before an app could move.
                aliases: [{ parent: pulumi.createUrn(this.name, "slipway:components:HttpsFront", this.environment) }],
            },
        );
    }
}
