import type { StandIns } from "../aws-stand-in/start";
import { type Ran, type RunScript, SsmStandIn } from "./ssm";

const LOOK_MS = 250;

/** STAND-INS for the EC2 hosts of a stack and for Systems Manager: what a host is told is answered by the test. */
export class HostsInTouch {
    private looking: NodeJS.Timeout | undefined;

    private constructor(
        private readonly standIns: StandIns,
        readonly ssm: SsmStandIn,
        private readonly managed: Set<string>,
    ) {}

    static async start(standIns: StandIns, runScript: RunScript): Promise<HostsInTouch> {
        const managed = new Set<string>();
        const hosts = new HostsInTouch(standIns, await SsmStandIn.start(managed, runScript), managed);
        hosts.looking = setInterval(() => hosts.putInTouch(), LOOK_MS);
        return hosts;
    }

    /** What a `pulumi` process needs in its environment. */
    get env(): Record<string, string> {
        return { AWS_ENDPOINT_URL_SSM: this.ssm.address };
    }

    async stop(): Promise<void> {
        clearInterval(this.looking);
        await this.ssm.stop();
    }

    /** An instance is in touch a while after its volume was attached, as on AWS: never when it is asked about for the first time. */
    private putInTouch(): void {
        const questions = this.ssm.requests.filter(({ operation }) => operation === "DescribeInstanceInformation");
        for (const { operation, urn, inputs } of this.standIns.requests()) {
            const instance = inputs?.["instanceId"];
            if (operation !== "create" || !urn?.includes("VolumeAttachment::") || typeof instance !== "string")
                continue;
            if (questions.some(({ params }) => JSON.stringify(params).includes(instance))) this.managed.add(instance);
        }
    }
}

/** A release that a host was told to make. */
export interface Told {
    readonly instance: string;
    readonly script: string;
    readonly app: string;
    readonly release: string;
}

/** Reads the command that delivers a release; `undefined` for any other. */
export function releaseIn(instance: string, script: string): Told | undefined {
    const [, app, release] = /deliver\.sh \S+ \S+ [0-9a-f]{64} (\S+) ([0-9a-f]{20}) \S+$/.exec(script) ?? [];
    return app === undefined || release === undefined ? undefined : { instance, script, app, release };
}

/** What a host prints whose release went well. */
export function wentWell(release = ""): Ran {
    const answer = { ok: true, release, cause: "", lines: [], phases: { pull: 1.5 } };
    return { exitCode: 0, stdout: `${JSON.stringify(answer)}\n`, stderr: "" };
}
