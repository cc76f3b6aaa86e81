import type { AppSettings, Target } from "../../../components/app-settings";
import { error, type Issue } from "../../issue";
import { isJob } from "../../order";
import { publicServices, type PublicService } from "../../public";
import type { ComposeProject } from "../../types";

/** A target that runs one container, to which the world comes by HTTP. */
export interface OneContainerTarget {
    readonly target: Target;
    /** Whether it can run something to its end before the release, such as a migration. */
    readonly jobs: boolean;
}

/** Targets that run any number of containers, and that have volumes. */
const MANY: readonly Target[] = ["ecs-fargate", "ec2-compose", "local"];

/** A support table's answer to `volumes`, with the targets that have them. */
export const NO_VOLUMES = {
    incompatible: `there are no volumes, so what is written is gone with each copy: keep the data in a managed service, or use ${anyOf(MANY)}, which have volumes`,
} as const;

/**
 * The one service that the target runs, with what the world reaches of it. Where there is none there is one refusal, with the
 * targets that would take the app.
 */
export function onlyService(
    project: ComposeProject,
    settings: AppSettings,
    here: OneContainerTarget,
): { one?: PublicService; issues: Issue[] } {
    const names = Object.keys(project.services).sort();
    const jobs = names.filter((name) => isJob(project, name));
    const services = names.filter((name) => !jobs.includes(name));
    const refusal = services.length > 1 || (jobs.length > 0 && !here.jobs);
    if (refusal) return { issues: [tooMany(project, here, services, jobs)] };
    const [name] = services;
    if (name === undefined) return { issues: [] };
    const one = publicServices(project, settings.services).find(({ service }) => service === name);
    return one === undefined
        ? { issues: [unreachable(project, settings, here, name)] }
        : { one, issues: portIssues(project, one, here) };
}

function tooMany(
    { name: app, file }: ComposeProject,
    { target, jobs: canRunJobs }: OneContainerTarget,
    services: readonly string[],
    jobs: readonly string[],
): Issue {
    const path = `slipway:apps.${app}.target`;
    const found = [...services, ...jobs.map((job) => `${job} (runs to its end)`)].join(", ");
    const what =
        services.length > 1
            ? `one container, but ${file} has ${services.length + jobs.length}`
            : `one container that lasts, but ${file} has more`;
    const takers = services.length > 1 || canRunJobs ? MANY : (["ecs-express", ...MANY] as const);
    return error(
        path,
        `is ${target}, which runs ${what}: ${found}. ${listed(takers)} take all of them: ` +
            `\`pulumi config set --path '${path}' ${takers[0]}\`. Or name those that are not deployed here in ` +
            `slipway:apps.${app}.without, and give what they do another way.`,
    );
}

/** The target's address is everybody's, so what the file keeps to itself must not come to stand there. */
function unreachable(
    project: ComposeProject,
    settings: AppSettings,
    { target }: OneContainerTarget,
    name: string,
): Issue {
    const { file, name: app, services } = project;
    const health = `slipway:apps.${app}.services.${name}.health`;
    const published = services[name]?.ports.some(({ hostIp }) => hostIp === undefined) ?? false;
    if (settings.services[name]?.health === false || published) {
        return error(
            `${file}: services.${name}`,
            `cannot run on ${target}, which leads requests to one HTTP port and asks it for its health: nothing says that ${name} ` +
                `speaks HTTP. If it does, \`pulumi config set --path '${health}' /health\`; else use ${anyOf(MANY)}.`,
        );
    }
    return error(
        `${file}: services.${name}.ports`,
        `publish nothing, but on ${target} everybody reaches the service: give the port of its HTTP server, such as ` +
            `ports: ["8080:8080"], or use ${anyOf(MANY)}.`,
    );
}

function portIssues(
    { file }: ComposeProject,
    { service, ports, http }: PublicService,
    { target }: OneContainerTarget,
): Issue[] {
    const others = ports.filter((port) => port.protocol !== "tcp" || port.target !== http.containerPort);
    if (others.length === 0) return [];
    const named = others.map((port) => `${port.target}/${port.protocol}`).join(", ");
    return [
        error(
            `${file}: services.${service}.ports`,
            `publish ${named} besides ${http.containerPort}, but on ${target} one HTTP port is reached: bind the others to 127.0.0.1, ` +
                `or use ${anyOf(MANY)}.`,
        ),
    ];
}

function listed(targets: readonly Target[]): string {
    return `${targets.slice(0, -1).join(", ")} and ${targets.at(-1)}`;
}

function anyOf(targets: readonly Target[]): string {
    return `${targets.slice(0, -1).join(", ")} or ${targets.at(-1)}`;
}
