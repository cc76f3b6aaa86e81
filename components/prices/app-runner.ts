import { line, unitPrice, type PriceContext, type PriceLine } from "./line";
import { plainNumber, plainObject, type PricedResource } from "./resources";
import type { PricedRegion } from "./table";

const SCALING = "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion";

/** What a service's least instances cost while they wait: their memory. CPU is paid while they handle requests. */
export function appRunnerService(service: PricedResource, context: PriceContext): readonly PriceLine[] {
    const { cpu = 1024, memory = 2048 } = plainObject(service.props.instanceConfiguration);
    const [vcpu, gb] = [plainNumber(cpu), plainNumber(memory)].map((units) => units && units / 1024);
    if (vcpu === undefined || gb === undefined) {
        context.onTop(`${service.name}: the size of its instances is not known`);
        return [];
    }
    const scaling = context.of(SCALING).find(({ parent }) => parent !== undefined && parent === service.parent);
    // Without a configuration of its own App Runner keeps one instance, of up to 25.
    const [least, most] = [plainNumber(scaling?.props.minSize) ?? 1, plainNumber(scaling?.props.maxSize) ?? 25];
    context.onTop(cpuWhileBusy(context.region));
    const grows = most > least ? [`up to ${most} under load, not counted`] : [];
    const how = [`${service.name}: ${least} × ${gb} GB, waiting`, ...grows].join(", ");
    return line("App Runner memory", { price: "appRunnerMemory", count: least * gb, how }, context);
}

function cpuWhileBusy(region: PricedRegion): string {
    return `CPU of App Runner's instances while they handle requests ${unitPrice("appRunnerVcpu", region)}`.trimEnd();
}
