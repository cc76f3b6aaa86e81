import type { StandIns } from "../aws-stand-in/start";
import { EmulatedHost, type Surroundings } from "./emulated-host";
import type { Ran } from "./ssm";
import { typeOf } from "../../../tools/urn";

const PAUSE_MS = 250;

type Noted = ReturnType<StandIns["requests"]>[number];

/**
 * A STAND-IN for EC2 behind the one for the provider `aws`: an instance whose data volume has been attached there becomes an emulated
 * host, with that instance's user data. A later one takes its place and is given the same data volume.
 */
export class Ec2StandIn {
    /** Instances that are in touch with Systems Manager. */
    readonly managed = new Set<string>();
    private readonly looking: NodeJS.Timeout;
    private failure: Error | undefined;
    private serves: EmulatedHost | undefined;
    private busy = false;

    constructor(
        private readonly name: string,
        private readonly around: Surroundings,
        private readonly standIns: Pick<StandIns, "requests">,
    ) {
        this.looking = setInterval(() => void this.look(), PAUSE_MS);
    }

    /** The host that runs now. */
    get host(): EmulatedHost {
        if (this.failure !== undefined) throw this.failure;
        if (this.serves === undefined) throw new Error("no instance was made");
        return this.serves;
    }

    /** What Systems Manager's agent does with a command. */
    run(instance: string, script: string): Promise<Ran> {
        if (!this.managed.has(instance)) throw new Error(`${instance} does not run`);
        return this.host.agent(script);
    }

    stop(): void {
        clearInterval(this.looking);
        this.serves?.destroy();
    }

    private async look(): Promise<void> {
        if (this.busy || this.failure !== undefined) return;
        this.busy = true;
        try {
            const made = this.standIns.requests().filter(({ operation }) => operation === "create");
            const instance = last(made, "aws:ec2/volumeAttachment:VolumeAttachment")?.["instanceId"];
            if (typeof instance === "string" && !this.managed.has(instance)) {
                await this.launch(instance, String(last(made, "aws:ec2/instance:Instance")?.["userData"]));
            }
        } catch (error) {
            this.failure = error as Error;
            console.error(error);
        } finally {
            this.busy = false;
        }
    }

    private async launch(instance: string, userData: string): Promise<void> {
        this.managed.clear();
        this.serves?.terminate();
        this.serves = new EmulatedHost(this.name, `${this.name}-data`, this.around);
        await this.serves.launch(userData);
        this.managed.add(instance);
    }
}

function last(made: readonly Noted[], type: string): Record<string, unknown> | undefined {
    return made.filter(({ urn }) => typeOf(urn ?? "") === type).at(-1)?.inputs;
}
