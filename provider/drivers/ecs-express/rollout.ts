import { setTimeout as sleep } from "node:timers/promises";
import { shortage } from "../../aws/ecs/capacity";
import { causes } from "../../aws/ecs/evidence";
import type { Followed, Pauses, ServiceWork } from "../../aws/ecs/work";
import type { ServiceView } from "../../aws/ecs/service-view";
import { describeTarget } from "../../aws/ecs/targets";
import { unlessCancelled } from "../../core/cancelled";
import { ReleaseError } from "../../contract";
import { shortImage } from "../../core/describe";
import type { Express } from "./client";
import { differences, type ShownConfiguration } from "./configuration";
import type { ExpressInputs } from "./deployment";
import { judge, type Verdict } from "./judge";
import { revisionName, type DeploymentView, type ExpressView } from "./view";

/** One `pulumi up`'s work on one service. */
export interface Rollout extends ServiceWork<ExpressInputs> {
    readonly express: Express;
}

/** A deployment takes minutes, so seconds between two looks cost nothing. */
const PAUSES: Pauses = { look: [2_000, 10_000], confirm: 10_000, aside: 20_000 };

/** What serves. */
export interface Served {
    /** ARN of the deployment. */
    readonly deployment: string;
    /** ARN. */
    readonly revision: string;
}

/** Waits for the end of the wanted deployment; asks for it where ECS does not work at it. */
export async function rollOut(rollout: Rollout): Promise<Served> {
    const { wanted, context } = rollout;
    const told = `${wanted.name}: cancelled. ECS goes on with the deployment; the next "pulumi up" judges it.`;
    return unlessCancelled(context, told, () => new Watch(rollout).untilJudged());
}

class Watch {
    private readonly began = Date.now();
    private followed: Followed | undefined;
    /** The newest deployment when ours was asked for. */
    private before: string | undefined;
    private confirmed = false;
    private readonly contents = new Map<string, ShownConfiguration>();
    private complaints: readonly string[] = [];
    private nextAside: number;

    constructor(private readonly rollout: Rollout) {
        this.nextAside = Date.now() + this.pauses.aside;
    }

    async untilJudged(): Promise<Served> {
        const { express, wanted, context } = this.rollout;
        const [shortest, longest] = this.pauses.look;
        for (let delay = shortest; ; delay = Math.min(delay * 1.4, longest)) {
            const view = await express.view(this.followed?.id);
            const verdict = judge(view, await this.known(view));
            if (verdict.kind === "failed") throw await this.failure(verdict.cause, verdict.deployment, view);
            if (verdict.kind !== "wait" && !this.confirmed && this.followed === undefined) {
                // Pulumi may have asked a moment ago, and ECS's answers may lag: what they show now may be what was before.
                this.confirmed = true;
                await this.pause(this.pauses.confirm);
                continue;
            }
            if (verdict.kind === "passed") return this.passed(verdict, view);
            if (verdict.kind === "request") {
                context.say(`${wanted.name}: ${verdict.because}; asking ECS for ${this.title} once more`);
                this.before = view?.deployments[0]?.id;
                await express.request();
                continue;
            }
            this.followed = verdict.deployment ?? this.followed;
            const service = await this.aside(view);
            const why = service ?? this.complaints[0];
            context.say(
                `${wanted.name}: ${[verdict.because, ...(why === undefined ? [] : [why])].join("; ")}`,
                "ephemeral",
            );
            await this.pause(delay);
            if (Date.now() >= context.deadline) throw await this.overdue(verdict);
        }
    }

    private get pauses(): Pauses {
        return this.rollout.pauses ?? PAUSES;
    }

    /** What people call the wanted version. */
    private get title(): string {
        const [service] = Object.values(this.rollout.wanted.services);
        return shortImage(service?.image ?? this.rollout.wanted.deployment.configuration.image);
    }

    private pause(ms: number): Promise<void> {
        const { deadline, signal } = this.rollout.context;
        return sleep(Math.min(ms, Math.max(deadline - Date.now(), 0)), undefined, { signal });
    }

    /** Of a version that is not at work the service tells nothing any more: its task definition does. */
    private async known(view: ExpressView | undefined) {
        const { configuration } = this.rollout.wanted.deployment;
        for (const { revision, backTo } of view?.deployments ?? []) {
            for (const arn of [revision, ...(backTo === undefined ? [] : [backTo])]) {
                const shown = view?.versions[arn];
                if (shown !== undefined) this.contents.set(arn, shown);
                // An answer without content is none: ECS's books may lag.
                else if (isEmpty(this.contents.get(arn)))
                    this.contents.set(arn, await this.rollout.express.content(arn));
            }
        }
        return {
            // Of a version of which nothing is known nothing is claimed: it is another one until ECS says what it is.
            differs: (revision: string) => {
                const is = this.contents.get(revision) ?? {};
                return isEmpty(is) ? ["settings"] : differences(configuration, is);
            },
            followed: this.followed,
            before: this.before,
        };
    }

    private async passed(
        { deployment, revision }: Verdict & { kind: "passed" },
        view: ExpressView | undefined,
    ): Promise<Served> {
        const { wanted, express } = this.rollout;
        const pushed = wanted.deployment.imageDigest;
        const runs = pushed === undefined ? undefined : (await express.revision(revision))?.imageDigest;
        if (pushed && runs !== undefined && runs !== pushed) {
            throw await this.failure(`it runs the image ${runs}, but ${pushed} was pushed`, deployment, view);
        }
        return { deployment: deployment.id, revision };
    }

    /** @returns why no task starts, where AWS has no room for one */
    private async aside(view: ExpressView | undefined, now = false): Promise<string | undefined> {
        if (!now && Date.now() < this.nextAside) return undefined;
        this.nextAside = Date.now() + this.pauses.aside;
        const { express, targets, wanted } = this.rollout;
        const own = this.followed && view?.deployments.find(({ id }) => id === this.followed?.id);
        const [revision, service] = await Promise.all([
            own === undefined ? undefined : express.revision(own.revision).catch(() => undefined),
            express.service().catch((): ServiceView | undefined => undefined),
        ]);
        const asked = Object.values(wanted.services)[0]?.health ?? "";
        try {
            const waiting = await targets.waiting(revision?.targetGroups ?? []);
            if (waiting.length > 0)
                this.complaints = waiting.map((target) => `load balancer (${asked}): ${describeTarget(target)}`);
        } catch (error) {
            this.complaints = [`target health is not shown: ${error instanceof Error ? error.message : String(error)}`];
        }
        return service && shortage(service, this.since);
    }

    private get since(): number {
        return this.followed?.createdAt ?? this.began;
    }

    private async overdue(verdict: Verdict & { kind: "wait" }): Promise<ReleaseError> {
        const view = await this.rollout.express.view(this.followed?.id);
        const because = (await this.aside(view, true)) ?? this.complaints[0] ?? verdict.because;
        const own = view?.deployments.find(({ id }) => id === this.followed?.id);
        const cause =
            `${because} (not completed within ${this.rollout.wanted.deadlineSeconds} s). ` +
            `ECS goes on with the deployment; the next "pulumi up" judges it`;
        return this.failure(cause, own, view);
    }

    private async failure(
        cause: string,
        deployment: DeploymentView | undefined,
        view: ExpressView | undefined,
    ): Promise<ReleaseError> {
        const { wanted, express, log } = this.rollout;
        const name = deployment === undefined ? this.title : `${revisionName(deployment.revision)} (${this.title})`;
        const message = `${wanted.name}: ${name} does not serve: ${cause}`;
        if (view?.status !== "ACTIVE" || deployment === undefined) return new ReleaseError(message);
        const [revision, service] = await Promise.all([
            express.revision(deployment.revision).catch(() => undefined),
            express.service().catch((): ServiceView | undefined => undefined),
        ]);
        const failed = {
            deployment: { ...wanted.deployment, taskDefinition: revision?.taskDefinition ?? "" },
            view: service,
            since: deployment.createdAt,
            targets: this.complaints,
            concluded: async () =>
                deployment.status.startsWith("ROLLBACK") ? [`service deployment ${deployment.status}`] : [],
        };
        return new ReleaseError(message, [serving(view, deployment), ...(await causes(failed, express, log))]);
    }
}

function isEmpty(content: ShownConfiguration = {}): boolean {
    return Object.keys(content).length === 0;
}

/** What people get now. */
function serving({ versions }: ExpressView, failed: DeploymentView): string {
    const others = Object.entries(versions).filter(([arn]) => arn !== failed.revision);
    if (others.length === 0) return "nothing else serves: there is no earlier version to go back to";
    const names = others.map(([arn, { image }]) =>
        image === undefined ? revisionName(arn) : `${revisionName(arn)} (${shortImage(image)})`,
    );
    return `meanwhile ${names.join(" and ")} ${names.length > 1 ? "serve" : "serves"}`;
}
