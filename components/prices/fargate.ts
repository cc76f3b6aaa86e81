import { line, type PriceContext, type PriceLine } from "./line";
import { plain, plainList, plainNumber, plainObject, type PricedResource } from "./resources";

const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SCALING = "aws:appautoscaling/target:Target";
/** Disk that is in the price of a task. */
const FREE_DISK_GIB = 20;

/** What a service's tasks cost while as many of them run as it asks for. */
export function fargateService(service: PricedResource, context: PriceContext): readonly PriceLine[] {
    if (!onFargate(service)) {
        context.onTop(`${service.name}: its tasks run on machines that are not Fargate's`);
        return [];
    }
    const task = taskOf(service, context);
    const cpu = plainNumber(task?.props.cpu);
    const memoryMiB = plainNumber(task?.props.memory);
    if (task === undefined || cpu === undefined || memoryMiB === undefined) {
        context.onTop(`${service.name}: the size of its tasks is not known`);
        return [];
    }
    const asked = plainNumber(service.props.desiredCount);
    const copies = asked ?? 1;
    // No source was found for what it costs.
    if ((plainNumber(plainObject(task.props.ephemeralStorage).sizeInGib) ?? 0) > FREE_DISK_GIB)
        context.onTop(`disk above ${FREE_DISK_GIB} GB of ${service.name}`);
    const [vcpu, gb] = [cpu / 1024, memoryMiB / 1024];
    const arm = plainObject(task.props.runtimePlatform).cpuArchitecture === "ARM64";
    const notes = [
        `${service.name}: ${copies} × ${vcpu} vCPU and ${gb} GB, ${arm ? "ARM" : "x86"}`,
        ...(asked === undefined ? ["1 copy assumed"] : []),
        ...spot(service),
        ...growth(service, copies, context),
    ].join(", ");
    const [first, second] = [
        line("Fargate vCPU", { price: arm ? "vcpuArm" : "vcpuX86", count: copies * vcpu, how: notes }, context),
        line(
            "Fargate memory",
            {
                price: arm ? "memoryArm" : "memoryX86",
                count: copies * gb,
                how: `${service.name}: ${copies} × ${gb} GB`,
            },
            context,
        ),
    ];
    return [...first, ...second, ...addresses(service, copies, context)];
}

/** Task definitions that no service runs are jobs: paid while they run. */
export function taskDefinition(task: PricedResource, context: PriceContext): readonly PriceLine[] {
    if (!context.of(SERVICE).some((service) => taskOf(service, context) === task))
        context.onTop("jobs, while they run");
    return [];
}

/** How many Fargate services there are: they write the logs. */
export function fargateServices(context: PriceContext): number {
    return context.of(SERVICE).length;
}

function onFargate({ props }: PricedResource): boolean {
    if (plain(props.launchType) === "FARGATE") return true;
    return strategies(props).some(({ capacityProvider }) => String(plain(capacityProvider)).startsWith("FARGATE"));
}

function strategies(props: PricedResource["props"]): readonly Readonly<Record<string, unknown>>[] {
    return (plainList(props.capacityProviderStrategies) ?? []).map(plainObject);
}

/** By reference where it is the definition's own ARN, else the one under the same component. */
function taskOf(service: PricedResource, context: PriceContext): PricedResource | undefined {
    const tasks = context.of(TASK);
    const wanted = service.props.taskDefinition;
    const referred = tasks.find(
        ({ resource }) => wanted !== undefined && (resource as { arn?: unknown } | undefined)?.arn === wanted,
    );
    return referred ?? tasks.find(({ parent }) => parent !== undefined && parent === service.parent);
}

/** Spot's price moves from day to day: the estimate is what the tasks cost at most. */
function spot({ props }: PricedResource): string[] {
    const some = strategies(props).some(({ capacityProvider }) => plain(capacityProvider) === "FARGATE_SPOT");
    return some ? ["on Spot up to 70 % less, not counted"] : [];
}

/** Autoscaling stands beside the service, under the same component. */
function growth(service: PricedResource, copies: number, context: PriceContext): string[] {
    const scaling = context.of(SCALING).find(({ parent }) => parent !== undefined && parent === service.parent);
    const most = plainNumber(scaling?.props.maxCapacity);
    return most === undefined || most <= copies ? [] : [`up to ${most} under load, not counted`];
}

function addresses(service: PricedResource, copies: number, context: PriceContext): PriceLine[] {
    if (plainObject(service.props.networkConfiguration).assignPublicIp !== true) return [];
    return line("public IPv4", { price: "publicIpv4", count: copies, how: `${copies} of ${service.name}` }, context);
}
