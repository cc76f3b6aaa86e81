import { docker } from "../docker-sync";
import { detach, prepared, type Surroundings } from "./emulated-host";
import { Forwarder } from "./forwarder";
import { Moto } from "./moto";

const NETWORK = "slipway-host-test";
export const SUBNET = "10.213.77.0/24";
/** This machine's address in the network of emulated hosts. */
export const GATEWAY = "10.213.77.1";

/** On this machine's loopback. */
export const REGISTRY_PORT = Number((process.env.SLIPWAY_REGISTRY ?? "127.0.0.1:5000").split(":")[1]);

interface Parts {
    readonly moto: Moto;
    readonly aws: Forwarder;
    readonly registry: Forwarder;
}

/** What lies around an emulated host: a network, moto (a STAND-IN for AWS), and the ways from there to moto and to the registry. */
export class HostSurroundings {
    readonly moto: Moto;
    /** The way to moto: it can be cut. */
    readonly aws: Forwarder;

    private constructor(private readonly parts: Parts) {
        ({ moto: this.moto, aws: this.aws } = parts);
    }

    /** @param instance name of the emulated host: what an earlier run left of it goes */
    static async start(instance: string): Promise<HostSurroundings> {
        clearAway(instance);
        docker("network", "create", "--subnet", SUBNET, "--gateway", GATEWAY, NETWORK);
        const moto = await Moto.start(prepared("SLIPWAY_PYTHON_HOST"));
        const aws = await Forwarder.start(GATEWAY, moto.port);
        return new HostSurroundings({ moto, aws, registry: await Forwarder.start(GATEWAY, REGISTRY_PORT) });
    }

    /** What the emulated host needs to know of it. */
    get ways(): Surroundings {
        const { aws, registry } = this.parts;
        return { network: NETWORK, gateway: GATEWAY, awsPort: aws.port, registryPort: registry.port };
    }

    /** After the hosts have ended. */
    async stop(): Promise<void> {
        await this.aws.stop();
        await this.parts.registry.stop();
        await this.moto.stop();
        docker("network", "rm", NETWORK);
    }
}

/** What a run that was killed left. */
function clearAway(instance: string): void {
    for (const container of docker("ps", "--all", "--quiet", "--filter", `network=${NETWORK}`)
        .split("\n")
        .filter(Boolean)) {
        docker("rm", "--force", container);
    }
    // Its device too, which would go on holding the file.
    if (docker("volume", "ls", "--quiet", "--filter", `name=^${instance}-data$`).trim()) detach(`${instance}-data`);
    docker("volume", "rm", "--force", `${instance}-data`);
    const there = docker("network", "ls", "--quiet", "--filter", `name=^${NETWORK}$`).trim();
    if (there) docker("network", "rm", NETWORK);
}
