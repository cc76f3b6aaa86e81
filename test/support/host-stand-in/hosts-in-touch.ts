import type { StandIns } from "../aws-stand-in/start";
import { type Ran, type RunScript, SsmStandIn } from "./ssm";

const LOOK_MS = 250;

/** STAND-INS for the EC2 hosts of a stack and for Systems Manager: what a host is told is kept, and answered by the test. */
export class HostsInTouch {
    /** All that hosts were told. */
    readonly scripts: string[] = [];
    /** The releases among it. */
    readonly told: Told[] = [];
    private looking: NodeJS.Timeout | undefined;

    private readonly managed = new Set<string>();
    private server: SsmStandIn | undefined;

    private constructor(
        private readonly standIns: StandIns,
        private readonly runScript: RunScript,
    ) {}

    /** @param runScript how what they are told goes. @default well */
    static async start(standIns: StandIns, runScript: RunScript = goesWell): Promise<HostsInTouch> {
        const hosts = new HostsInTouch(standIns, runScript);
        hosts.server = await SsmStandIn.start(hosts.managed, (instance, script) => hosts.run(instance, script));
        hosts.looking = setInterval(() => hosts.putInTouch(), LOOK_MS);
        return hosts;
    }

    get ssm(): SsmStandIn {
        return this.server!;
    }

    /** What a `pulumi` process needs in its environment. */
    get env(): Record<string, string> {
        return { AWS_ENDPOINT_URL_SSM: this.ssm.address };
    }

    async stop(): Promise<void> {
        clearInterval(this.looking);
        await this.ssm.stop();
    }

    private run(instance: string, script: string): Promise<Ran> {
        const release = releaseIn(instance, script);
        this.scripts.push(script);
        if (release !== undefined) this.told.push(release);
        return this.runScript(instance, script);
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
    const [, app, release] = /^set -- \S+ \S+ [0-9a-f]{64} (\S+) ([0-9a-f]{20}) \S+$/m.exec(script) ?? [];
    return app === undefined || release === undefined ? undefined : { instance, script, app, release };
}

/** What a host prints whose release went well. */
export function wentWell(release = ""): Ran {
    const answer = { ok: true, release, cause: "", lines: [], phases: { pull: 1.5 } };
    return { exitCode: 0, stdout: `${JSON.stringify(answer)}\n`, stderr: "" };
}

const goesWell: RunScript = (instance, script) => Promise.resolve(wentWell(releaseIn(instance, script)?.release));
