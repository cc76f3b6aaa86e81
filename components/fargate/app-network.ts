import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";
import { connectionRules, type ConnectedService, type FargateConnection } from "./connection";
import type { FargateAppPlan } from "./plan";

/** The names and connections of one app's services. */
export class FargateAppNetwork {
    private readonly namespace: servicediscovery.HttpNamespace | undefined;
    private readonly made = new Map<string, ConnectedService>();
    private readonly back: { readonly from: string; readonly to: string; readonly ports: readonly number[] }[] = [];

    constructor(
        name: string,
        private readonly plan: FargateAppPlan,
        private readonly parent: pulumi.Resource,
    ) {
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
            calls: calls.flatMap(({ service: to, ports }) => {
                const callee = this.made.get(to);
                return callee === undefined ? [] : [{ ...callee, ports }];
            }),
        };
    }

    add(service: string, made: ConnectedService): void {
        this.made.set(service, made);
    }

    /** Lets services call those that were made after them, where two call each other. */
    connectBack(): void {
        for (const { from, to, ports } of this.back) {
            const [caller, callee] = [this.made.get(from), this.made.get(to)];
            if (caller && callee) connectionRules(caller, { ...callee, ports }, this.parent);
        }
    }
}
