import { EXPRESS, taskLines } from "./fargate";
import { line, unitPrice, type PriceContext, type PriceLine } from "./line";
import { publicZones } from "./network";
import { plainList, plainNumber, plainObject, type PricedResource } from "./resources";

/** What AWS takes for a service that does not say: 1 vCPU and 2 GB. */
const [DEFAULT_CPU, DEFAULT_MEMORY_MIB] = [1024, 2048];
/** One watches releases; target tracking has two, one to grow and one to shrink. */
const ALARMS = 3;

/** What an Express service costs: its tasks while as few of them run as it asks for, and what AWS makes around it. */
export function expressService(service: PricedResource, context: PriceContext): readonly PriceLine[] {
    const { name, props } = service;
    const scaling = plainObject((plainList(props.scalingTargets) ?? [])[0]);
    const copies = plainNumber(scaling.minTaskCount) ?? 1;
    const most = plainNumber(scaling.maxTaskCount) ?? copies;
    const tasks = {
        ...{ name, copies, arm: false },
        cpu: plainNumber(props.cpu) ?? DEFAULT_CPU,
        memoryMiB: plainNumber(props.memory) ?? DEFAULT_MEMORY_MIB,
        notes: most > copies ? [`up to ${most} under load, not counted`] : [],
    };
    return [
        ...taskLines(tasks, context),
        ...line("public IPv4", { price: "publicIpv4", count: copies, how: `${copies} of ${name}` }, context),
        ...line("alarms", { price: "alarm", count: ALARMS, how: `${ALARMS} of ${name}` }, context),
        ...(context.of(EXPRESS)[0] === service ? sharedLoadBalancer(context) : []),
    ];
}

/** Express makes one for all services of a network, up to 25: it is counted once. */
function sharedLoadBalancer(context: PriceContext): PriceLine[] {
    context.onTop(`traffic through Express's load balancer ${unitPrice("loadBalancerCapacity", context.region)}`);
    const zones = publicZones(context);
    return [
        ...line("load balancer", { price: "loadBalancer", count: 1, how: "1 that Express makes and shares" }, context),
        ...line(
            "public IPv4",
            { price: "publicIpv4", count: zones, how: `${zones} of Express's load balancer` },
            context,
        ),
    ];
}
