import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";
import type { FargateEnvironment } from "../service-environment";
import { connectionRules, type CalledService, type ConnectedService, type FargateConnection } from "./connection";
import type { FargateAppPlan, FargateServicePlan } from "./plan";

/** The names and connections of one app's services. */
export class FargateAppNetwork {
    private readonly namespace: servicediscovery.HttpNamespace | undefined;
    private readonly made = new Map<string, ConnectedService>();
    private readonly back: { readonly from: string; readonly to: string; readonly ports: readonly number[] }[] = [];

    private readonly plan: FargateAppPlan;
    /** Cloud Map services of those that are found by DNS, by service. */
    private readonly registries: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(
        name: string,
        { plan, environment }: { readonly plan: FargateAppPlan; readonly environment: FargateEnvironment },
        private readonly parent: pulumi.Resource,
    ) {
        this.plan = plan;
        this.registries = dnsRegistries(name, plan, environment, parent);
        const called = Object.values(plan.services).some(({ offers = [] }) => offers.length > 0);
        // Of the app alone: two apps may each have a service `db`.
        this.namespace = called
            ? new servicediscovery.HttpNamespace(
                  name,
                  { name: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`, description: `Services of ${name}` },
                  { parent },
              )
            : undefined;
    }

    /** How a service is connected to those that were made before it; the others follow in {@link connectBack}. */
    of(service: string): FargateConnection | undefined {
        const { offers = [], calls = [] } = this.plan.services[service] ?? {};
        if (this.namespace === undefined || offers.length + calls.length === 0) return undefined;
        const later = calls.filter((call) => !this.made.has(call.service));
        this.back.push(...later.map(({ service: to, ports }) => ({ from: service, to, ports })));
        return {
            namespaceArn: this.namespace.arn,
            ...(offers.length > 0 && { offers: { name: service, ports: offers } }),
            ...(service in this.registries && { registryArn: this.registries[service] }),
            calls: this.existing(calls),
        };
    }

    /** Whom a job calls: all are there, as a job comes after them. */
    calledBy(job: string): CalledService[] {
        return this.existing(this.plan.jobs[job]?.calls ?? []);
    }

    add(service: string, made: ConnectedService): void {
        this.made.set(service, made);
    }

    private existing(calls: NonNullable<FargateServicePlan["calls"]>): CalledService[] {
        return calls.flatMap(({ service, ports }) => {
            const callee = this.made.get(service);
            return callee === undefined ? [] : [{ ...callee, ports }];
        });
    }

    /** Lets services call those that were made after them, where two call each other. */
    connectBack(): void {
        for (const { from, to, ports } of this.back) {
            const [caller, callee] = [this.made.get(from), this.made.get(to)];
            if (caller && callee) connectionRules(caller, { ...callee, ports }, this.parent);
        }
    }
}

/** One address for each running task, renewed within seconds: a job asks once, and who watches each task asks again and again. */
const TTL_SECONDS = 10;

/** A zone of the network's own, for services that are found by DNS: it costs by the month, so it is there only where it is needed. */
function dnsRegistries(
    name: string,
    { dns }: FargateAppPlan,
    { network }: FargateEnvironment,
    parent: pulumi.Resource,
): Record<string, pulumi.Output<string>> {
    if (dns === undefined) return {};
    const zone = new servicediscovery.PrivateDnsNamespace(
        name,
        { name: dns.zone, vpc: network.vpcId, description: `Services of ${name}, task by task` },
        // Its words have changed once, which is nothing to update a namespace for.
        { parent, ignoreChanges: ["description"] },
    );
    return Object.fromEntries(
        dns.services.map((service) => {
            const registry = new servicediscovery.Service(
                `${name}-${service}`,
                {
                    name: service.toLowerCase(),
                    dnsConfig: {
                        namespaceId: zone.id,
                        dnsRecords: [{ type: "A", ttl: TTL_SECONDS }],
                        routingPolicy: "MULTIVALUE",
                    },
                    // What ECS has not yet taken out must not keep `destroy` from going on.
                    forceDestroy: true,
                },
                { parent },
            );
            return [service, registry.arn];
        }),
    );
}
