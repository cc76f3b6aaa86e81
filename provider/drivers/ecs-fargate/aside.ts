import { conclusion } from "./conclusion";
import type { Ecs } from "./client";
import type { EcsInputs } from "./deployment";
import { describeTarget, type Targets } from "./targets";
import type { ServiceView } from "./view";

interface Sources {
    readonly wanted: EcsInputs;
    readonly ecs: Ecs;
    readonly targets: Targets;
}

/**
 * What explains the waiting, looked up now and then beside the service itself: what the load balancer says of the new
 * copies, and whether ECS has ended the deployment in a way that the service does not show.
 *
 * It remembers: when a deployment has failed its copies are gone, and with them what the load balancer said.
 */
export class Aside {
    /** When the followed deployment began, in milliseconds since 1970. */
    since = Date.now();
    /** The followed deployment was seen. */
    found = false;
    /** The load balancer's last complaints, in words. */
    targets: readonly string[] = [];
    private next: number;

    constructor(
        private readonly sources: Sources,
        private readonly intervalMs: number,
    ) {
        this.next = Date.now() + intervalMs;
    }

    /** @returns how ECS has ended the followed deployment, where it has */
    async look(view: ServiceView | undefined, followed: string | undefined, now = false): Promise<string | undefined> {
        const own = view?.deployments.find(({ id }) => id === followed);
        if (own !== undefined) [this.since, this.found] = [own.createdAt, true];
        if (!now && Date.now() < this.next) return undefined;
        this.next = Date.now() + this.intervalMs;
        const [complaints, [latest]] = await Promise.all([
            this.complaints(view?.targetGroups ?? []),
            this.found ? this.sources.ecs.serviceDeployments(this.since).catch(() => []) : [],
        ]);
        if (complaints.length > 0) this.targets = complaints;
        return conclusion(latest);
    }

    private async complaints(targetGroups: readonly string[]): Promise<string[]> {
        const { wanted, targets } = this.sources;
        const asked = [...new Set(Object.values(wanted.services).flatMap(({ health }) => health ?? []))].join(", ");
        try {
            const views = await targets.waiting(targetGroups);
            return views.map((view) => `load balancer (${asked}): ${describeTarget(view)}`);
        } catch (error) {
            return [`target health is not shown: ${error instanceof Error ? error.message : String(error)}`];
        }
    }
}
