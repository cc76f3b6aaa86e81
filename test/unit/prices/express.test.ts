import { estimate } from "../../../components/prices/estimate";
import type { PricedResource } from "../../../components/prices/resources";

const EXPRESS = "aws:ecs/expressGatewayService:ExpressGatewayService";

function made(name: string, props: Record<string, unknown>): PricedResource {
    return { type: EXPRESS, name, owner: name, parent: undefined, resource: undefined, props };
}
const scaled = (min: number, max: number) => ({ scalingTargets: [{ minTaskCount: min, maxTaskCount: max }] });

test("Express services: tasks with an address each, alarms, and one load balancer of AWS's for them all", () => {
    const services = [
        made("api", { cpu: "512", memory: "1024", ...scaled(2, 4) }),
        made("web", { cpu: "256", memory: "512", ...scaled(1, 1) }),
    ];
    const { parts, notEstimated, onTop } = estimate(services, "us-east-1");
    const told = Object.fromEntries(
        Object.entries(parts).map(([part, { monthlyUsd, how }]) => [part, [monthlyUsd, how]]),
    );
    expect(told).toEqual({
        "api: Fargate vCPU": [29.55, "api: 2 × 0.5 vCPU and 1 GB, x86, up to 4 under load, not counted"],
        "api: Fargate memory": [6.49, "api: 2 × 1 GB"],
        "api: alarms": [0.3, "3 of api"],
        "api: load balancer": [16.43, "1 that Express makes and shares"],
        "api: public IPv4": [14.6, "2 of api; 2 of Express's load balancer"],
        "web: Fargate vCPU": [7.39, "web: 1 × 0.25 vCPU and 0.5 GB, x86"],
        "web: Fargate memory": [1.62, "web: 1 × 0.5 GB"],
        "web: alarms": [0.3, "3 of web"],
        "web: public IPv4": [3.65, "1 of web"],
    });
    expect(notEstimated).toEqual([]);
    expect(onTop.join()).toContain("traffic through Express's load balancer");
});

test("what is left to AWS is priced as AWS's own size", () => {
    const { parts } = estimate([made("api", {})], "us-east-1");
    expect(parts["api: Fargate vCPU"]?.how).toBe("api: 1 × 1 vCPU and 2 GB, x86");
});
