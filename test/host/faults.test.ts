import { ClientLoop, type Tally } from "../support/host-stand-in/client-loop";
import { HostEnvironment, TOKEN } from "../support/host-stand-in/environment";
import { sumOf } from "../support/host-stand-in/moto";

const VOLUME = "/var/lib/slipway/docker/volumes/slipway-shop_notes/_data";
const NOTES = `${VOLUME}/notes.txt`;
const APP = "/var/lib/slipway/apps/shop";

describe("faults of an emulated EC2 host (STAND-INS for S3, Secrets Manager and Systems Manager)", () => {
    let env: HostEnvironment;
    const sum = (): string => env.host.run(`sha256sum < ${NOTES}`).split(" ")[0] ?? "";
    const running = (): string[] =>
        env.host.run("docker ps --format '{{.Names}}'").trim().split("\n").filter(Boolean).sort();
    const get = async (path: string): Promise<Record<string, unknown>> =>
        (await fetch(env.url + path, { signal: AbortSignal.timeout(20_000) })).json() as Promise<
            Record<string, unknown>
        >;
    const serving = (): string => env.host.run(`basename $(readlink ${APP}/current)`).trim();
    const project = (release: string): string => `slipway-shop-${release.slice(0, 8)}`;

    beforeAll(async () => {
        env = await HostEnvironment.start("host", 2048);
        expect((await env.deliver(env.bundle({ version: "v1" }))).answer).toMatchObject({
            cause: "",
            lines: [],
            ok: true,
        });
    });

    afterEach(() => env.aws.up());

    afterAll(() => env.stop());

    test("two releases at once: the second is refused and told who is at it; the first comes to its end", async () => {
        const slow = env.bundle({ version: "slow", jobSeconds: 3 });
        const first = env.deliver(slow);
        await until("the job runs", () => env.host.run("docker ps --format '{{.Names}}'").includes("migrate"));
        const second = await env.deliver(env.bundle({ version: "second" }));
        expect(second.exitCode).toBe(1);
        expect(second.answer.cause).toMatch(
            new RegExp(
                `^refused: this app is being changed by the release ${slow.release} \\(process \\d+, since \\S+\\); nothing was done`,
            ),
        );
        expect((await first).answer).toMatchObject({ cause: "", lines: [], ok: true });
        expect(await get("/")).toMatchObject({ version: "slow" });
        console.log(`concurrent release: ${second.answer.cause}`);
    });

    test("a release killed in any phase: no request fails, and the host brings itself back to what serves", async () => {
        const client = new ClientLoop(env.url);
        const told: string[] = [];
        for (const [number, phase] of ["pull", "state", "jobs", "health", "switch", "drain", "stop"].entries()) {
            const before = { serves: serving(), sum: sum() };
            const bundle = env.bundle({ version: `k${number}` });
            const killed = await env.deliver(bundle, { killAt: phase });
            expect([phase, killed]).toMatchObject([phase, { exitCode: 137 }]); // or all that it said
            const since = Date.now();
            await until("the watcher has tidied up", () =>
                env.host
                    .run(`ls ${APP}`)
                    .split("\n")
                    .every((one) => one !== "unfinished"),
            );
            await until("the lock is free", () =>
                env.host.run(`flock --nonblock ${APP}/lock true && echo free || true`).includes("free"),
            );
            const after = phase === "drain" || phase === "stop" ? bundle.release : before.serves;
            expect(serving()).toBe(after);
            expect(running()).toEqual(
                [
                    "slipway-proxy",
                    "slipway-shop-state-store-1",
                    ...[1, 2].map((copy) => `${project(after)}-web-${copy}`),
                ].sort(),
            );
            if (phase === "pull" || phase === "state" || phase === "jobs") expect(sum()).toBe(before.sum);
            told.push(
                `${phase}: ${after === bundle.release ? "new" : "old"} serves, tidy after ${Date.now() - since} ms`,
            );
        }
        const tally = await client.stop();
        console.log(`killed releases: ${told.join("; ")}\n${inWords(tally)}`);
        expect(tally.failures).toEqual([]);
        expect(tally.sent).toBe(tally.answered);
    });

    test("a service with data that changes: stopped, then started; a broken one gives way to what ran before", async () => {
        const before = { sum: sum(), serves: serving() };
        const store = (): string => env.host.run("docker inspect --format '{{.Id}}' slipway-shop-state-store-1").trim();
        const old = store();
        const broken = await env.deliver(env.bundle({ version: "s1", storeVersion: "2", storeBroken: "start" }));
        expect(broken.answer.cause).toMatch(/^the new release does not (start|serve)/);
        expect(broken.answer.lines.join("\n")).toContain("store: cannot start: the setting FLAVOUR is missing");
        expect(serving()).toBe(before.serves);
        expect(await get("/store")).toMatchObject({ version: "1" });
        expect(sum()).toBe(before.sum);
        expect(store()).not.toBe(old); // a new container of the old definition

        const good = await env.deliver(env.bundle({ version: "s2", storeVersion: "2" }));
        expect(good.answer).toMatchObject({ cause: "", lines: [], ok: true });
        expect(await get("/store")).toMatchObject({ version: "2" });
        expect(env.host.run(`head --bytes=-${"migrated s2\n".length} ${NOTES} | sha256sum`).split(" ")[0]).toBe(
            before.sum,
        );
        console.log(`broken store: ${broken.answer.cause}; checksum before and after ${before.sum}`);
    });

    test("restart policies hold while the host is up: a copy that ends comes back, the other one answers meanwhile", async () => {
        const format = "'{{.RestartCount}} {{.State.Status}} {{.State.Health.Status}}'";
        const copies = (): string =>
            env.host.run(`docker inspect --format ${format} $(docker ps --all --quiet --filter name=-web-) | sort`);
        expect(copies()).toBe("0 running healthy\n0 running healthy\n");
        await get("/crash");
        for (let asked = 0; asked < 50; asked += 1) expect(await status(env.url)).toBe(200);
        await until("it is back", () => copies() === "0 running healthy\n1 running healthy\n");
    });

    test("reboot while Secrets Manager is down: Docker starts nothing by itself; when it is back, systemd starts all", async () => {
        const before = { sum: sum(), serves: serving() };
        env.aws.down();
        await env.host.reboot();
        await until("Docker runs", () =>
            env.host.run("docker info >/dev/null 2>&1 && echo yes || true").includes("yes"),
        );
        await until("secrets were asked for", () =>
            env.host.run(`cat /var/log/slipway/shop/boot.log 2>/dev/null || true`).includes("asking again in 2 s"),
        );
        expect(env.host.run("docker ps --quiet")).toBe("");
        expect(env.host.run("systemctl show --property ActiveState slipway-app@shop").trim()).toBe(
            "ActiveState=activating",
        );
        const since = Date.now();
        env.aws.up();
        await until("it serves", async () => (await status(env.url)) === 200);
        expect(await get("/secret")).toEqual({ token: TOKEN });
        expect(serving()).toBe(before.serves);
        expect(sum()).toBe(before.sum);
        console.log(
            `reboot: serves ${((Date.now() - since) / 1000).toFixed(1)} s after Secrets Manager is back; checksum before and after ${before.sum}`,
        );
    });

    test("power cut: the same release serves again, with the same data", async () => {
        const before = { sum: sum(), serves: serving() };
        env.host.kill();
        const since = Date.now();
        await env.host.start();
        await until("it serves", async () => (await status(env.url)) === 200);
        expect(serving()).toBe(before.serves);
        expect(sum()).toBe(before.sum);
        console.log(
            `power cut: serves ${((Date.now() - since) / 1000).toFixed(1)} s after the power is back; checksum before and after ${before.sum}`,
        );
    });

    test("Docker restarted, as an upgrade does: apps follow it", async () => {
        const before = { sum: sum(), serves: serving() };
        env.host.run("systemctl restart docker");
        await until("it serves", async () => (await status(env.url)) === 200);
        expect(serving()).toBe(before.serves);
        expect(sum()).toBe(before.sum);
    });

    test("a full disk: the release says so and changes nothing; the one before serves on", async () => {
        const before = { sum: sum(), serves: serving() };
        const client = new ClientLoop(env.url);
        env.host.run(
            `fallocate --length $(($(df --output=avail --block-size=1 /var/lib/slipway | tail -n 1) - 50000000)) ${VOLUME}/filler`,
        );
        const refused = await env.deliver(env.bundle({ version: "full" }));
        expect(refused.answer.cause).toMatch(
            /^the data volume is full: \d+ MiB are free after old images went, a release needs 200 MiB; .*the release before serves on$/,
        );
        const big = await env.deliver(env.bundle({ version: "full", minFreeMiB: 1, image: env.bigImage() }));
        expect(big.answer.cause).toMatch(/^the data volume is full: no space left while pulling /);
        const tally = await client.stop();
        expect(tally.failures).toEqual([]);
        expect(serving()).toBe(before.serves);
        expect(sum()).toBe(before.sum);
        env.host.run(`rm ${VOLUME}/filler`);
        expect((await env.deliver(env.bundle({ version: "room" }))).answer).toMatchObject({
            cause: "",
            lines: [],
            ok: true,
        });
        console.log(`full disk: ${refused.answer.cause}\n${big.answer.cause}\n${inWords(tally)}`);
    });

    test("numbers for alarms: none before a release that is watched; then the disk, a restart and a missing copy are sent", async () => {
        const Host = "slipway-test-shared-host";
        const sent = (name: string, dimensions: Record<string, string> = { Host, App: "shop" }) =>
            sumOf(env.moto.address, { namespace: "Slipway/Host", name, dimensions });
        // As the timer does each minute: no test waits for it. The way to CloudWatch goes through this process, which must not stand still.
        const report = async (): Promise<void> => {
            const told = "journalctl --unit slipway-watch --lines 20 >&2";
            const ran = await env.host.agent(`systemctl start slipway-watch.service || { ${told}; exit 1; }`);
            expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
        };
        expect(await sent("DiskUsedPercent", { Host })).toBeUndefined();
        const watched = await env.deliver(env.bundle({ version: "watched", watchedAs: Host }));
        expect(watched.answer).toMatchObject({ cause: "", lines: [], ok: true });
        expect(env.host.run("systemctl is-active slipway-watch.timer").trim()).toBe("active");
        expect(await sent("DiskUsedPercent", { Host })).toBeGreaterThan(0);
        expect([await sent("ContainerRestarts"), await sent("UnhealthyCopies")]).toEqual([0, 0]);

        await get("/crash");
        await until("Docker has restarted it", () =>
            env.host
                .run("docker inspect --format '{{.RestartCount}}' $(docker ps --all --quiet --filter name=-web-)")
                .includes("1"),
        );
        await report();
        expect(await sent("ContainerRestarts")).toBe(1);
        env.host.run("docker stop slipway-shop-state-store-1");
        await report();
        expect(await sent("UnhealthyCopies")).toBeGreaterThan(0);
        expect(await sent("ContainerRestarts")).toBe(1);
        expect(env.host.run("journalctl --unit slipway-watch --output cat")).toContain(
            "shop: store: 1 of 1 copy without health: is exited",
        );
        env.host.run("docker start slipway-shop-state-store-1");
        await until("all are healthy", () => !env.host.run("docker ps --format '{{.Status}}'").includes("starting"));
    });

    test("a replaced instance with the same data volume: the same release serves, the data is what it was", async () => {
        const before = { sum: sum(), serves: serving() };
        const since = Date.now();
        await env.replaceInstance();
        await until("it serves", async () => (await status(env.url)) === 200);
        expect(serving()).toBe(before.serves);
        expect(sum()).toBe(before.sum);
        expect(await get("/store")).toMatchObject({ version: "1" });
        // Its app is watched: the new instance sends numbers, too.
        expect(env.host.run("systemctl is-active slipway-watch.timer").trim()).toBe("active");
        console.log(
            `replaced instance: serves after ${((Date.now() - since) / 1000).toFixed(1)} s; checksum before and after ${before.sum}`,
        );
    });

    test("a snapshot brought back: a new instance with a volume made from it serves what was then, with the data of then", async () => {
        const then = { sum: sum(), serves: serving() };
        env.host.snapshot("snap-1");
        env.host.run(`echo 'a note that the snapshot does not have' >> ${NOTES}`);
        const later = env.bundle({ version: "later" });
        expect((await env.deliver(later)).answer).toMatchObject({ cause: "", lines: [], ok: true });
        expect([serving() === then.serves, sum() === then.sum]).toEqual([false, false]);

        await env.replaceInstance("snap-1");
        await until("it serves", async () => (await status(env.url)) === 200);
        expect({ sum: sum(), serves: serving() }).toEqual(then);
        // `pulumi up` releases to the new instance anew: what the snapshot does not know of serves again.
        expect((await env.deliver(later)).answer).toMatchObject({ cause: "", lines: [], ok: true });
        expect(await get("/")).toMatchObject({ version: "later" });
        const migrated = "migrated later\n";
        expect(env.host.run(`head --bytes=-${migrated.length} ${NOTES} | sha256sum`).split(" ")[0]).toBe(then.sum);
        console.log(`snapshot brought back: checksum then and now ${then.sum}`);
    });

    test("a changed secret is a release; the release before keeps the value that it had", async () => {
        const before = serving();
        await env.moto.putSecretValue(env.tokenArn, JSON.stringify({ token: "second" }), "slipway-2");
        expect(await get("/secret")).toEqual({ token: TOKEN });
        const changed = env.bundle({ version: "v-secret", tokenLabel: "slipway-2" });
        expect((await env.deliver(changed)).answer).toMatchObject({ cause: "", lines: [], ok: true });
        expect(serving()).not.toBe(before);
        expect(await get("/secret")).toEqual({ token: "second" });
    });

    test("several apps share the host, each at a port; one port is never given twice; three releases are kept", async () => {
        const taken = await env.deliver(env.bundle({ app: "blog", version: "b1" }), { app: "blog" });
        expect(taken.answer.cause).toBe("port 80 of this host already leads to the app shop: give blog another one");
        expect(
            (await env.deliver(env.bundle({ app: "blog", version: "b2", port: 81 }), { app: "blog" })).answer.ok,
        ).toBe(true);
        expect(await (await fetch(`${env.url}:81/`)).json()).toMatchObject({ version: "b2" });
        expect(await get("/")).toMatchObject({ version: "v-secret" });
        expect(env.host.run(`ls ${APP}/releases`).trim().split("\n")).toHaveLength(3);
    });

    test("a bundle that is not what was sent is refused", async () => {
        const bundle = env.bundle({ version: "other" });
        const { answer } = await env.deliver({ ...bundle, sha256: "0".repeat(64) });
        expect(answer.cause).toBe(
            `the bundle releases/shop/${bundle.release}.tar is not the one that was sent: its SHA-256 is another`,
        );
    });

    test("where no app is watched any more, nothing is sent, and no timer is left", async () => {
        await env.host.agent("systemctl start slipway-watch.service");
        expect(env.host.run("ls /etc/systemd/system /var/lib/slipway")).not.toContain("watch");
    });

    test("removing an app: requests and containers end, its volume stays, the other app is not touched", async () => {
        const before = sum();
        const { exitCode, stdout } = await env.remove();
        expect({ exitCode, stdout }).toEqual({
            exitCode: 0,
            stdout: "shop: removed; its volumes stay: slipway-shop_notes\n",
        });
        expect(await status(env.url)).toBe(0);
        expect(await status(`${env.url}:81`)).toBe(200);
        expect(running().filter((name) => name.startsWith("slipway-shop-"))).toEqual([]);
        expect(sum()).toBe(before);
        expect((await env.remove()).stdout).toBe("shop: is not on this host\n");
    });
});

function inWords({ sent, answered, failed, askedAgain, slowestMs }: Tally): string {
    return `sent ${sent}, answered ${answered}, failed ${failed}; asked again ${askedAgain}, slowest ${slowestMs} ms`;
}

/** Status of an answer; 0: there is none. */
async function status(url: string): Promise<number> {
    try {
        return (await fetch(url, { signal: AbortSignal.timeout(5000) })).status;
    } catch {
        return 0;
    }
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 60_000;
    while (!(await holds())) {
        if (Date.now() > end) throw new Error(`not within 60 s: ${what}`);
        await new Promise((done) => setTimeout(done, 100));
    }
}
