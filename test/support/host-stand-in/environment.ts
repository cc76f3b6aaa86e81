import { userData } from "../../../components/host/user-data";
import { hostProgram } from "../../../components/host/program";
import { answerOf, type Bundle, type Images, pushBigImage, pushImages, type ReleaseOf, releaseBundle } from "./app";
import { EmulatedHost, restore } from "./emulated-host";
import type { Forwarder } from "./forwarder";
import { makeBucket, type Moto, putObject } from "./moto";
import { type Ran, runCommand, SsmStandIn } from "./ssm";
import { HostSurroundings } from "./surroundings";
import type { HostAnswer } from "../../../provider/drivers/ec2-compose/bundle";
import { releaseLines, removeLines } from "../../../provider/drivers/ec2-compose/command";
import type { Ec2ComposeDeployment } from "../../../provider/drivers/ec2-compose/deployment";

const BUCKET = "slipway-host-test";
const REGION = "eu-central-1";

/** A secret with every character that has ever broken a quoting rule. */
export const TOKEN = 'to$ken"7 @%\\d $${HOME}\nline-two-of-token';

/** How a delivered release ended. */
export interface Delivered extends Ran {
    readonly answer: HostAnswer;
    readonly seconds: number;
}

interface Parts {
    readonly around: HostSurroundings;
    readonly ssm: SsmStandIn;
    readonly host: EmulatedHost;
    readonly images: Images;
    readonly tokenArn: string;
}

/** STAND-INS for what AWS gives a host, and one emulated host. */
export class HostEnvironment {
    readonly moto: Moto;
    readonly aws: Forwarder;
    readonly host: EmulatedHost;
    readonly images: Images;
    readonly tokenArn: string;

    private constructor(private readonly parts: Parts) {
        ({ host: this.host, images: this.images, tokenArn: this.tokenArn } = parts);
        ({ moto: this.moto, aws: this.aws } = parts.around);
    }

    /** @param names under which others in the host's network find it */
    static async start(name: string, sizeMiB?: number, names: readonly string[] = []): Promise<HostEnvironment> {
        const instance = `slipway-${name}`;
        const around = await HostSurroundings.start(instance);
        const images = pushImages();
        await makeBucket(around.moto.address, BUCKET);
        const tokenArn = await around.moto.createSecret("slipway/app", JSON.stringify({ token: TOKEN }));
        const host = new EmulatedHost(instance, `${instance}-data`, { ...around.ways, names });
        const ssm = await SsmStandIn.start(new Set([instance]), (_, script) => host.agent(script));
        const environment = new HostEnvironment({ around, ssm, host, images, tokenArn });
        await environment.launch(sizeMiB);
        return environment;
    }

    /** The Docker network of the host. */
    get network(): string {
        return this.parts.around.ways.network;
    }

    get userData(): string {
        return userData(hostProgram(), { region: REGION, device: "/dev/sdf" });
    }

    get url(): string {
        return `http://${this.host.address}`;
    }

    bundle(of: Partial<ReleaseOf> & { version: string }): Bundle {
        return releaseBundle({ app: "shop", port: 80, images: this.images, tokenArn: this.tokenArn, ...of });
    }

    /**
     * Puts the bundle into the bucket and has the host make the release: the driver's own command, by the stand-in of Systems
     * Manager.
     *
     * @param killAt the phase at whose beginning the program is to be killed; `link`: when the proxy leads to the new release and the link
     *     `current` is about to move there
     * @param alone killed with what would bring the app back, as by a power cut that a boot has not followed yet
     */
    async deliver(
        bundle: Bundle,
        { app = "shop", killAt, alone = false }: { app?: string; killAt?: string; alone?: boolean } = {},
    ): Promise<Delivered> {
        const key = `releases/${app}/${bundle.release}.tar`;
        await putObject(this.moto.address, `${BUCKET}/${key}`, bundle.archive);
        const { release, sha256 } = bundle;
        const lines = releaseLines({
            bucket: BUCKET,
            key,
            sha256,
            app,
            release,
            region: REGION,
        } as Ec2ComposeDeployment);
        const hook = `export PYTHONPATH=${HOOK_FOLDER} SLIPWAY_KILL_AT=${killAt ?? ""} SLIPWAY_KILL_ALONE=${alone ? "1" : ""}`;
        const once = () => this.command([hook, ...lines]);
        let ran = await once();
        // Why AWS's stand-in did not answer, for instance.
        if (ran.exitCode !== 0 && ran.stderr.trim())
            console.info(`${app} ${release}, standard error: ${ran.stderr.trim()}`);
        // The way to the STAND-IN of S3 fails once in some hundred releases on a busy machine. Nothing has happened on the host then; what is
        // wrong with the command itself is wrong again.
        if (ran.stdout.includes(`cannot be read from the bucket ${BUCKET}`)) ran = await once();
        const none: HostAnswer = { ok: false, release, cause: "killed", lines: [], phases: {} };
        return { ...ran, answer: killAt !== undefined && ran.exitCode === 137 ? none : answerOf(ran.stdout) };
    }

    /** The phase that the release under way of an app has begun last. */
    phase(app = "shop"): string {
        return this.host.run(`cat ${HOOK_FOLDER}/phase-${app} 2>/dev/null || true`);
    }

    /** An image that does not fit where there is little room. */
    bigImage(): string {
        return pushBigImage();
    }

    /** Takes an app off the host, as the driver does. */
    remove(app = "shop"): Promise<Ran> {
        return this.command(removeLines({ app }));
    }

    private async command(lines: readonly string[]): Promise<Ran & { readonly seconds: number }> {
        const since = Date.now();
        const ran = await runCommand(this.parts.ssm.address, this.host.name, lines);
        return { ...ran, seconds: (Date.now() - since) / 1000 };
    }

    /** A new instance in the place of the old one; it is given the data volume, or one made from a snapshot. */
    async replaceInstance(snapshot?: string): Promise<void> {
        this.host.terminate();
        if (snapshot !== undefined) restore(this.host.volume, snapshot);
        await this.launch();
    }

    private async launch(sizeMiB?: number): Promise<void> {
        await this.host.launch(this.userData, sizeMiB);
        this.host.write(`${HOOK_FOLDER}/sitecustomize.py`, HOOK);
    }

    async stop(): Promise<void> {
        await this.parts.ssm.stop();
        this.host.destroy();
        await this.parts.around.stop();
    }
}

const HOOK_FOLDER = "/etc/emulated-hook";

/** Python runs this first: it tells in which phase a release is, and kills the one that has come as far as asked, as the kernel would. */
const HOOK = `import os, signal, subprocess, sys

def hook(event, args):
    if event == "slipway.phase":
        here = args[0]
        with open("${HOOK_FOLDER}/phase-" + sys.argv[1], "w") as file:
            file.write(here)
    elif event == "os.rename" and str(args[1]).endswith("/current"):
        here = "link"
    else:
        return
    if here == os.environ.get("SLIPWAY_KILL_AT"):
        if os.environ["SLIPWAY_KILL_ALONE"]:
            subprocess.run(["systemctl", "stop", "slipway-heal-*"], check=True)
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
`;
