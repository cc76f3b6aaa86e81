import { environmentOf, type Profile } from "../../../config/environment";
import { environment } from "../../../config/schema";
import type { Stack } from "../../stack";

/** One of AWS's limits, by the codes of Service Quotas. */
export interface Quota {
    readonly service: string;
    readonly code: string;
    /** In the plural. */
    readonly name: string;
}

/** What a stack needs of something that AWS limits, at the least. */
export interface Need {
    readonly quota: Quota;
    readonly count: number;
    /** Type in Pulumi's state of what was made of it already. @default it is not made by itself */
    readonly type?: string;
    /** What to do where it cannot be had, besides asking AWS for more. */
    readonly instead: string;
}

const VPCS: Quota = { service: "vpc", code: "L-F678F1CE", name: "VPCs in the region" };
const NATS: Quota = { service: "vpc", code: "L-FE5A380F", name: "NAT gateways in a zone" };
const ADDRESSES: Quota = { service: "ec2", code: "L-0263D0A3", name: "Elastic IP addresses in the region" };
export const LOAD_BALANCERS: Quota = {
    service: "elasticloadbalancing",
    code: "L-53DA6B97",
    name: "application load balancers in the region",
};
export const VCPUS: Quota = { service: "fargate", code: "L-3032A538", name: "vCPUs of Fargate on demand" };

/** CPU units of a service whose settings name none, as on every target of ECS. */
const CPU_UNITS = 256;

/** What the apps of a stack need by its settings. Compose files are not read: services that no setting names do not count. */
export function needsOf({ apps, config }: Pick<Stack, "apps" | "config">): Need[] {
    const all = Object.values(apps);
    const on = (...targets: readonly string[]) => all.filter(({ target }) => targets.includes(target));
    const parsed = environment.safeParse(JSON.parse(config["slipway:environment"]?.value ?? "{}"));
    if (!parsed.success) return [];
    const profile = (config["slipway:profile"]?.value ?? "dev") as Profile;
    const { network } = environmentOf(profile, parsed.data);
    const onNetwork = on("ecs-fargate", "ecs-express", "ec2-compose").length > 0;
    const made = network !== undefined && "nat" in network && onNetwork ? network : undefined;
    const gateways = { none: 0, single: 1, "per-az": made?.zones ?? 2 }[made?.nat ?? "none"];
    const hosts = on("ec2-compose").length > 0 ? 1 : 0;
    const own = on("ecs-fargate").length > 0 && parsed.data.reference?.loadBalancer === undefined ? 1 : 0;
    const balancers = own + (on("ecs-express").length > 0 ? 1 : 0);
    const needs: Need[] = [
        {
            quota: VPCS,
            count: made === undefined ? 0 : 1,
            type: "aws:ec2/vpc:Vpc",
            instead: "name one that is there in slipway:environment.vpc",
        },
        {
            quota: NATS,
            count: gateways > 0 ? 1 : 0,
            type: "aws:ec2/natGateway:NatGateway",
            instead: "set slipway:environment.network.tasks to public",
        },
        {
            quota: ADDRESSES,
            count: gateways + hosts,
            type: "aws:ec2/eip:Eip",
            instead: "release those that nothing uses, or set slipway:environment.network.nat to single",
        },
        {
            quota: LOAD_BALANCERS,
            count: balancers,
            type: "aws:lb/loadBalancer:LoadBalancer",
            instead: "name one that is there in slipway:environment.loadBalancer",
        },
        {
            quota: VCPUS,
            count: on("ecs-fargate", "ecs-express").reduce((sum, app) => sum + vcpusOf(app.services), 0),
            instead: "take smaller or fewer copies, or `spot: true`, which has a limit of its own",
        },
    ];
    return needs.filter(({ count }) => count > 0);
}

function vcpusOf(services: Stack["apps"][string]["services"]): number {
    const units = Object.values(services).map(({ cpu = CPU_UNITS, min = 1, max = min, spot }) =>
        spot === true ? 0 : cpu * max,
    );
    return units.reduce((sum, one) => sum + one, 0) / 1024;
}
