import type { ServiceDeploymentBrief } from "@aws-sdk/client-ecs";
import { conclusion } from "./conclusion";
import type { Ecs } from "./client";
import type { EcsInputs } from "./deployment";
import type { Followed } from "../../aws/ecs/work";
import { describeTarget, type Targets } from "../../aws/ecs/targets";
import type { ServiceView } from "../../aws/ecs/service-view";

const RECENT_MS = 3_600_000;

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
    /** Id of the followed deployment, once there is one. */
    followed: string | undefined;
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
    async look(view: ServiceView | undefined, followed?: Followed, now = false): Promise<string | undefined> {
        if (followed !== undefined) this.follow(followed);
        if (!now && Date.now() < this.next) return undefined;
        this.next = Date.now() + this.intervalMs;
        const [complaints, concluded] = await Promise.all([
            this.complaints(view?.targetGroups ?? []),
            this.followed === undefined ? undefined : this.concluded(),
        ]);
        if (complaints.length > 0) this.targets = complaints;
        return conclusion(concluded);
    }

    follow({ id, createdAt }: Followed): void {
        [this.since, this.followed] = [createdAt, id];
    }

    /** How ECS remembers the followed deployment; where none was seen, the newest of the last hour. */
    concluded(): Promise<ServiceDeploymentBrief | undefined> {
        const since = this.followed === undefined ? Date.now() - RECENT_MS : this.since;
        return this.sources.ecs.conclusion(since, this.followed).catch(() => undefined);
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
