import type { AppSettings } from "../components/app-settings";
import type { CreatedNetwork, EnvironmentArgs } from "../components/environment-args";
import type { EnvironmentSettings } from "../components/environment-settings";
import { problem, type Problem } from "./problems";

export type Profile = "dev" | "prod";

/** What a profile gives a network that is created: dev costs nothing by the hour, prod survives the loss of a zone. */
const NETWORK: Readonly<Record<Profile, Required<Pick<CreatedNetwork, "tasks" | "nat">>>> = {
    dev: { tasks: "public", nat: "none" },
    prod: { tasks: "private", nat: "per-az" },
};

const LOG_RETENTION_DAYS: Readonly<Record<Profile, number>> = { dev: 30, prod: 365 };

/** What the apps of a stack share, in the words of its component; what the settings leave out is the profile's. */
export function environmentOf(profile: Profile, settings: EnvironmentSettings = {}): EnvironmentArgs {
    const { reference, domain, hostedZone, certificate, signIn } = settings;
    return {
        disposable: profile === "dev",
        logRetentionDays: settings.logRetentionDays ?? LOG_RETENTION_DAYS[profile],
        accessLogs: settings.accessLogs ?? profile === "prod",
        network:
            reference === undefined
                ? networkOf(profile, settings)
                : {
                      vpcId: reference.vpcId,
                      publicSubnetIds: [...reference.publicSubnetIds],
                      ...(reference.privateSubnetIds && { taskSubnetIds: [...reference.privateSubnetIds] }),
                  },
        ...(reference?.clusterArn !== undefined && { clusterArn: reference.clusterArn }),
        ...(reference?.loadBalancer && { loadBalancer: reference.loadBalancer }),
        ...(domain !== undefined && {
            domain: {
                name: domain,
                ...(hostedZone !== undefined && { hostedZoneId: hostedZone }),
                ...(certificate !== undefined && { certificateArn: certificate }),
            },
        }),
        ...(signIn && { signIn }),
        ...(settings.buildCache && { buildCache: true }),
        ...(settings.host && { host: settings.host }),
    };
}

/** What is wrong with the settings beside the profile, whose defaults they are mixed with. */
export function checkNetwork(profile: Profile, { network }: EnvironmentSettings): Problem[] {
    const tasks = network?.tasks ?? NETWORK[profile].tasks;
    if (network?.nat === undefined || network.nat === "none" || tasks === "private") return [];
    const command = "`pulumi config set --path 'slipway:environment.network.tasks' private`";
    const what = `is "${network.nat}", but tasks run in public subnets, which need no NAT gateway: leave it out, or ${command}.`;
    return [problem("slipway:environment.network.nat", what)];
}

/** A shell in a container goes through Systems Manager, which has no endpoint where there is no NAT gateway. */
export function checkShells(
    profile: Profile,
    settings: EnvironmentSettings,
    apps: Readonly<Record<string, AppSettings>>,
): Problem[] {
    const { tasks, nat } = networkOf(profile, settings);
    if (settings.reference !== undefined || tasks === "public" || nat !== "none") return [];
    const command = "`pulumi config set --path 'slipway:environment.network.nat' single`";
    return Object.entries(apps)
        .filter(([, { target }]) => target === "ecs-fargate")
        .flatMap(([app, { services }]) =>
            Object.keys(services)
                .filter((service) => services[service]?.exec === true)
                .map((service) =>
                    problem(
                        `slipway:apps.${app}.services.${service}.exec`,
                        `is true, but a shell goes through Systems Manager, which private tasks without NAT do not reach: ${command}, or leave it out.`,
                    ),
                ),
        );
}

function networkOf(profile: Profile, { network = {} }: EnvironmentSettings): CreatedNetwork {
    const tasks = network.tasks ?? NETWORK[profile].tasks;
    // Public subnets need no NAT gateway, whatever the profile would give private ones.
    return { ...network, tasks, nat: network.nat ?? (tasks === "public" ? "none" : NETWORK[profile].nat) };
}
