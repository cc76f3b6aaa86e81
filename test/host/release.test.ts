import { ClientLoop, type Tally } from "../support/host-stand-in/client-loop";
import { ECR_HOST, EcrStandIn } from "../support/host-stand-in/ecr";
import { HostEnvironment, TOKEN } from "../support/host-stand-in/environment";
import { ecrToken } from "../support/host-stand-in/moto";
import { GATEWAY } from "../support/host-stand-in/surroundings";

/** The data that must outlive everything, as the store's container sees it. */
const NOTES = "/var/lib/slipway/docker/volumes/slipway-shop_notes/_data/notes.txt";

describe("releases on an emulated EC2 host (STAND-INS for S3, Secrets Manager and Systems Manager)", () => {
    let env: HostEnvironment;
    const sum = (): string => env.host.run(`sha256sum < ${NOTES}`).split(" ")[0] ?? "";
    const containers = (): string[] => env.host.run("docker ps --format '{{.Names}}'").trim().split("\n").sort();
    const get = async (path: string): Promise<unknown> => (await fetch(env.url + path)).json();

    beforeAll(async () => {
        env = await HostEnvironment.start("host");
    });

    afterAll(() => env.stop());

    test("a first release at a port that something else on the host has: the proxy says so, and nothing is left", async () => {
        const { answer } = await env.deliver(env.bundle({ version: "v0", port: 5000 }));
        expect(answer.cause).toMatch(
            /^the proxy refuses its configuration: .*listen tcp :5000: bind: address already in use/,
        );
        expect(containers()).toEqual(["slipway-proxy"]);
    });

    test("the first release: job, store, two copies behind the proxy; the secret arrives character by character", async () => {
        const v1 = env.bundle({ version: "v1" });
        const { answer, exitCode, stdout } = await env.deliver(v1);
        expect(answer).toMatchObject({ ok: true, release: v1.release, cause: "" });
        expect(exitCode).toBe(0);
        expect(stdout.split("\n")[0]).toBe(`release ${v1.release} serves`);
        expect(await get("/")).toMatchObject({ version: "v1" });
        expect(await get("/secret")).toEqual({ token: TOKEN });
        expect(await get("/store")).toEqual({ notes: 2, version: "1" }); // the jobs' marks, through the store
        const web = [1, 2].map((copy) => `slipway-shop-${v1.release.slice(0, 8)}-web-${copy}`);
        expect(containers()).toEqual(["slipway-proxy", ...web, "slipway-shop-state-store-1"].sort());
        console.log(`first release: ${JSON.stringify(answer.phases)}`);
    });

    test("what is secret is in memory only, 0600, and neither in logs nor in the output", async () => {
        const found = env.host.run("find /run/slipway/shop -type f -printf '%m %f\\n' | sort -u");
        expect(found).toBe("600 compose.json\n600 secrets.json\n600 state.json\n");
        expect(env.host.run("findmnt --noheadings --output FSTYPE --target /run/slipway/shop").trim()).toBe("tmpfs");
        const part = TOKEN.split("\n")[1]; // no quoting changes it
        const search = (places: string): string =>
            env.host.run(`grep --recursive --files-with-matches '${part}' ${places} || true`);
        expect(search("/var/lib/slipway/apps /var/lib/slipway/proxy /var/log /etc /tmp /root")).toBe("");
        // The control: it is found where it must be.
        expect(search("/run/slipway").split("\n").filter(Boolean)).toHaveLength(2);
    });

    test("images of ECR: Docker signs in with its token, which is in memory until the pull has ended", async () => {
        const token = await ecrToken(env.moto.address);
        const ecr = await EcrStandIn.start(token);
        try {
            const image = env.images.app.replace(/^[^/]+/, ECR_HOST);
            env.host.run(`echo '${GATEWAY} ${ECR_HOST}' >> /etc/hosts`);
            env.host.write(`/etc/docker/certs.d/${ECR_HOST}/ca.crt`, ecr.certificate);
            expect((await env.host.agent(`docker pull ${image}`)).stderr).toContain("no basic auth credentials");
            expect(ecr.asked).toMatchObject({ refused: 0, accepted: 0 });

            const bundle = env.bundle({ version: "v-ecr", image, registries: [ECR_HOST] });
            ecr.refuses = true;
            const refused = await env.deliver(bundle);
            expect(refused.answer.cause).toMatch(new RegExp(`^signing in to ${ECR_HOST}: .*401`));
            expect(await get("/")).toMatchObject({ version: "v1" });

            ecr.refuses = false;
            expect((await env.deliver(bundle)).answer).toMatchObject({ cause: "", lines: [], ok: true });
            expect(await get("/")).toMatchObject({ version: "v-ecr" });
            expect(ecr.asked.accepted).toBeGreaterThan(1); // the sign-in, and the pull
            const basic = Buffer.from(`AWS:${token}`).toString("base64");
            const places = "/var/lib/slipway/apps /var/log /etc /root /run/slipway /tmp";
            expect(env.host.run(`grep -rlF -e '${token}' -e '${basic}' ${places} || true`)).toBe("");
        } finally {
            await ecr.stop();
        }
    });

    test("Docker Compose with another checksum is not installed, and what is there stays", async () => {
        const installed = "/usr/local/lib/docker/cli-plugins/docker-compose";
        const before = env.host.run(`sha256sum ${installed}`);
        const source = "COMPOSE_SOURCE=file:///opt/emulated-download DATA_DEVICE=/dev/sdf AWS_REGION=eu-central-1";
        const { exitCode, stderr } = await env.host.agent(`${source} bash /usr/local/lib/slipway/install.sh`);
        expect(exitCode).toBe(1);
        expect(stderr).toBe(
            "slipway: Docker Compose 2.40.3 from file:///opt/emulated-download is not the file that was pinned " +
                "(SHA-256 dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372)\n",
        );
        expect(env.host.run(`sha256sum ${installed}; ls -A $(dirname ${installed})`)).toBe(`${before}docker-compose\n`);
    });

    test("a good and three bad releases under a client that never stops: sent = answered, failed = 0", async () => {
        const before = sum();
        const client = new ClientLoop(env.url);
        const v2 = env.bundle({ version: "v2" });
        const good = await env.deliver(v2);
        expect(good.answer).toMatchObject({ ok: true, cause: "", lines: [], release: v2.release });
        const notes = sum();
        expect(notes).not.toBe(before); // its job wrote

        const job = await env.deliver(env.bundle({ version: "v3", broken: "job" }));
        expect(job.answer.cause).toBe("the job migrate ended with exit code 1; no service was changed by it");
        expect(job.answer.lines).toContain("migrate: the token is [secret TOKEN]");
        expect(job.answer.lines.at(-1)).toBe("migrate: column already exists");

        const start = await env.deliver(env.bundle({ version: "v4", broken: "start" }));
        expect(start.answer.cause).toMatch(/^the new release does not serve \(start time 30 s\): web /);
        expect(start.answer.lines).toContain("web: cannot start: the setting FLAVOUR is missing; token [secret TOKEN]");

        const health = await env.deliver(env.bundle({ version: "v5", broken: "health" }));
        expect(health.answer.cause).toBe("the new release does not serve (start time 30 s): web /health answers 500");

        for (const { exitCode, stdout, answer } of [job, start, health]) {
            expect(exitCode).toBe(1);
            expect(stdout.split("\n")[0]).toBe(`FAILED: ${answer.cause}`);
            expect(stdout).not.toContain(TOKEN.split("\n")[1]);
        }
        const tally = await client.stop();
        report("a good and three bad releases", tally);
        expect(tally.failures).toEqual([]);
        expect(tally.sent).toBe(tally.answered);
        expect(Object.keys(tally.versions).sort()).toEqual(["v-ecr", "v2"]);
        expect(env.host.run("docker ps --all --format '{{.Names}}' | sort").trim().split("\n")).toEqual(containers());
        expect(containers()).toContain(`slipway-shop-${v2.release.slice(0, 8)}-web-1`);
    });
});

function report(what: string, { sent, answered, failed, askedAgain, versions, slowestMs }: Tally): void {
    const of = JSON.stringify(versions);
    console.log(
        `${what}: sent ${sent}, answered ${answered}, failed ${failed}; asked again ${askedAgain}, slowest ${slowestMs} ms, ${of}`,
    );
}
