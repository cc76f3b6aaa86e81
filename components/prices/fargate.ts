import { line, type PriceContext, type PriceLine } from "./line";
import { plain, plainList, plainNumber, plainObject, type PricedResource } from "./resources";
import { SPOT_SHARE } from "./table";

const SERVICE = "aws:ecs/service:Service";
/** Of ECS Express Mode. */
export const EXPRESS = "aws:ecs/expressGatewayService:ExpressGatewayService";
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
    const arm = plainObject(task.props.runtimePlatform).cpuArchitecture === "ARM64";
    const notes = [
        ...(asked === undefined ? ["1 copy assumed"] : []),
        ...(onSpot(service) ? [`on Spot at ${SPOT_SHARE * 100} % of the price on demand, which changes daily`] : []),
        ...growth(service, copies, context),
    ];
    const share = onSpot(service) ? SPOT_SHARE : 1;
    const tasks = { name: service.name, copies, cpu, memoryMiB, arm, notes, share };
    return [...taskLines(tasks, context), ...addresses(service, copies, context)];
}

/** So many tasks of one size. */
export interface PricedTasks {
    /** Of their service. */
    readonly name: string;
    readonly copies: number;
    /** CPU units. */
    readonly cpu: number;
    readonly memoryMiB: number;
    readonly arm: boolean;
    /** What was assumed. */
    readonly notes: readonly string[];
    /** Of the price on demand. @default 1 */
    readonly share?: number;
}

export function taskLines({ name, copies, arm, share = 1, ...tasks }: PricedTasks, context: PriceContext): PriceLine[] {
    const [vcpu, gb] = [tasks.cpu / 1024, tasks.memoryMiB / 1024];
    const size = `${name}: ${copies} × ${vcpu} vCPU and ${gb} GB, ${arm ? "ARM" : "x86"}`;
    const [cpuPrice, memoryPrice] = arm ? (["vcpuArm", "memoryArm"] as const) : (["vcpuX86", "memoryX86"] as const);
    const how = [size, ...tasks.notes].join(", ");
    return [
        ...line("Fargate vCPU", { price: cpuPrice, count: copies * vcpu * share, how }, context),
        ...line(
            "Fargate memory",
            { price: memoryPrice, count: copies * gb * share, how: `${name}: ${copies} × ${gb} GB` },
            context,
        ),
    ];
}

/** Task definitions that no service runs are jobs: paid while they run. */
export function taskDefinition(task: PricedResource, context: PriceContext): readonly PriceLine[] {
    if (!context.of(SERVICE).some((service) => taskOf(service, context) === task))
        context.onTop("jobs, while they run");
    return [];
}

/** How many Fargate services there are: they write the logs. */
export function fargateServices(context: PriceContext): number {
    return context.of(SERVICE).length + context.of(EXPRESS).length;
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

function onSpot({ props }: PricedResource): boolean {
    return strategies(props).some(({ capacityProvider }) => plain(capacityProvider) === "FARGATE_SPOT");
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
