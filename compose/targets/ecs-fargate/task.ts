import type { FargateTaskPlan } from "../../../components/fargate/plan";
import { error, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";
import { containerExtras } from "./container";
import { diskSize } from "./disk";
import { egressPorts } from "./egress";
import { serviceImage } from "../aws/image";
import { serviceSize } from "../aws/size";
import { FARGATE_SIZES } from "./fargate-size";
import { tmpfsMounts } from "./tmpfs";
import { taskUser } from "./user";
import { taskMounts } from "./volumes";

/** Compose's default, and the most that Fargate waits. */
const [STOP_SECONDS, MOST_STOP_SECONDS] = [10, 120];

/** What every task has, whether it lasts or ends. */
export function taskPlan(context: ServiceContext, issues: Issue[]): FargateTaskPlan | undefined {
    const { service } = context;
    const build = serviceImage(context, issues);
    const size = serviceSize(context, { target: "ecs-fargate", offers: FARGATE_SIZES }, issues);
    const diskGiB = diskSize(context, issues);
    const architecture = taskArchitecture(context, build?.platform, issues);
    const mounts = taskMounts(context, issues);
    const user = taskUser(context, service.build && build, issues);
    const container: FargateTaskPlan["container"] = {
        ...(service.entrypoint && { entryPoint: service.entrypoint }),
        ...(service.command && { command: service.command }),
        ...(service.workingDir !== undefined && { workingDirectory: service.workingDir }),
        ...(user !== undefined && { user }),
        readOnlyRoot: service.readOnly ?? false,
        dropCapabilities: service.capDrop ?? [],
        tmpfs: tmpfsMounts(context, issues),
        stopTimeoutSeconds: stopTimeout(context, issues),
        ...containerExtras(context, issues),
    };
    if (build === undefined || size === undefined || architecture === undefined) return undefined;
    return {
        build,
        environment: service.environment,
        container,
        size,
        architecture,
        egressPorts: egressPorts(context, issues),
        mounts,
        ...(diskGiB !== undefined && { diskGiB }),
    };
}

function taskArchitecture(
    { project, name, service }: ServiceContext,
    ofBuild: string | undefined,
    issues: Issue[],
): FargateTaskPlan["architecture"] | undefined {
    const platform = ofBuild ?? service.platform ?? "linux/amd64";
    if (/^linux\/(amd64|x86_64)$/.test(platform)) return "X86_64";
    if (/^linux\/(arm64|aarch64)(\/v8)?$/.test(platform)) return "ARM64";
    const where = service.platform === platform ? "platform" : "build.platforms";
    const what = `is ${JSON.stringify(platform)}, which Fargate does not run here: use linux/amd64 or linux/arm64.`;
    issues.push(error(`${project.file}: services.${name}.${where}`, what));
    return undefined;
}

function stopTimeout({ project, name, service }: ServiceContext, issues: Issue[]): number {
    const seconds = service.stopGracePeriodSeconds ?? STOP_SECONDS;
    if (seconds > MOST_STOP_SECONDS) {
        const what = `is ${seconds} s, but Fargate waits at most ${MOST_STOP_SECONDS} s: give 120s or less.`;
        issues.push(error(`${project.file}: services.${name}.stop_grace_period`, what));
    }
    // ECS takes whole seconds and counts from two.
    return Math.max(2, Math.ceil(seconds));
}
