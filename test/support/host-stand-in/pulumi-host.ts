import { awsStack } from "../aws-stack";
import type { StandIns } from "../aws-stand-in/start";
import { PinnedProject } from "../pinned-project";
import type { TestStack } from "../stack";
import { Ec2StandIn } from "./ec2";
import { Forwarder } from "./forwarder";
import { SsmStandIn } from "./ssm";
import { GATEWAY, HostSurroundings, REGISTRY_PORT, SUBNET } from "./surroundings";

const ADDRESS = "10.213.77.10";

interface Parts {
    readonly around: HostSurroundings;
    readonly project: PinnedProject;
    readonly stack: TestStack;
    readonly standIns: StandIns;
    readonly ec2: Ec2StandIn;
}

/**
 * A stack of this repository's program whose host is an emulated one: what `pulumi up` makes of it really runs. STAND-INS take the places of aws and
 * awsx, EC2, Systems Manager, Secrets Manager, S3 and CloudWatch (moto).
 */
export class PulumiHost {
    readonly around: HostSurroundings;
    readonly project: PinnedProject;
    readonly stack: TestStack;
    readonly standIns: StandIns;
    readonly ec2: Ec2StandIn;
    /** Of the host, from this machine. */
    readonly address = ADDRESS;

    private constructor(
        parts: Parts,
        private readonly ends: readonly (() => unknown)[],
    ) {
        ({ around: this.around, project: this.project, stack: this.stack, standIns: this.standIns } = parts);
        this.ec2 = parts.ec2;
    }

    /** @param images other people's images that the apps name */
    static async start(instance: string, images: readonly string[]): Promise<PulumiHost> {
        const around = await HostSurroundings.start(instance);
        const project = new PinnedProject(images);
        // By another port than the registry's own: that one may be an app's on the host.
        const registry = await Forwarder.start("127.0.0.1", REGISTRY_PORT);
        const { stack, standIns, end } = await awsStack("t-host", {
            project: project.folder,
            env: {
                STAND_IN_REGISTRY: `127.0.0.1:${registry.port}`,
                STAND_IN_MOTO: around.moto.address,
                STAND_IN_ADDRESS: ADDRESS,
            },
        });
        const secrets = await Forwarder.start(GATEWAY, Number(new URL(standIns.ecsEndpoint).port));
        const endpoints = {
            AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://${GATEWAY}:${secrets.port}`,
            AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: `http://${GATEWAY}:${around.ways.awsPort}`,
        };
        const ways = { ...around.ways, address: ADDRESS, namedRegistryPort: registry.port, endpoints };
        const ec2 = new Ec2StandIn(instance, ways, standIns);
        const ssm = await SsmStandIn.start(ec2.managed, (id, script) => ec2.run(id, script));
        stack.env["AWS_ENDPOINT_URL_SSM"] = ssm.address;
        stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
        const ends = [
            () => ssm.stop(),
            () => ec2.stop(),
            () => secrets.stop(),
            () => registry.stop(),
            () => end(),
            () => project.dispose(),
            () => around.stop(),
        ];
        return new PulumiHost({ around, project, stack, standIns, ec2 }, ends);
    }

    /** The apps of the stack, in the dev profile, open to the network of emulated hosts. */
    configure(apps: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
        const open = { target: "ec2-compose", allow: [SUBNET] };
        this.stack.configure({
            "aws:region": "eu-central-1",
            "slipway:profile": "dev",
            "slipway:apps": Object.fromEntries(
                Object.entries(apps).map(([name, settings]) => [name, { ...open, ...settings }]),
            ),
        });
    }

    /** The release of an app that serves now, by its folder on the host. */
    serving(app: string): string {
        return this.ec2.host.run(`basename $(readlink /var/lib/slipway/apps/${app}/current)`).trim();
    }

    async stop(): Promise<void> {
        for (const end of this.ends) await end();
    }
}
