import { ClientLoop, type Tally } from "../support/host-stand-in/client-loop";
import { type Delivered, HostEnvironment } from "../support/host-stand-in/environment";
import { type Proxies, pushProxies } from "../support/host-stand-in/proxies";

const DATA = "/var/lib/slipway";
const LOCK = `${DATA}/proxy/lock`;
/** A new container of a proxy takes less than a second; what is longer here is a machine that has much else to do. */
const LONGEST_AWAY_MS = 15_000;

describe("the proxy of two apps on an emulated EC2 host (STAND-INS for S3, Secrets Manager and Systems Manager)", () => {
    let env: HostEnvironment;
    let proxies: Proxies;
    const ports = { shop: 80, blog: 81 } as const;
    type App = keyof typeof ports;
    const urlOf = (app: App): string => `${env.url}:${ports[app]}/`;
    const release = (app: App, version: string, proxy = env.images.proxy, more = {}): Promise<Delivered> => {
        const images = { ...env.images, proxy };
        // Two apps start at once: how quick they are is not the matter here.
        const bundle = env.bundle({ app, version, port: ports[app], images, startSeconds: 120 });
        return env.deliver(bundle, { app, ...more });
    };
    const version = async (app: App): Promise<unknown> =>
        ((await (await fetch(urlOf(app), { signal: AbortSignal.timeout(20_000) })).json()) as { version: unknown })
            .version;
    const serving = (app: App): string => env.host.run(`basename $(readlink ${DATA}/apps/${app}/current)`).trim();
    const image = (): string => env.host.run("docker inspect --format '{{.Config.Image}}' slipway-proxy").trim();
    const expectServes = ({ answer }: Delivered): void =>
        expect(answer).toMatchObject({ cause: "", lines: [], ok: true });

    /** Where the proxy leads, and where `current` says that it should; both kept on the data volume. */
    function leads(app: App): { proxy: string[]; current: string[] } {
        const { apps } = JSON.parse(env.host.run(`cat ${DATA}/proxy/caddy.json`)) as Kept;
        const marked = env.host.run(`ls ${DATA}/proxy/green`).split("\n");
        const [green, blue] = apps.http.servers[`port-${ports[app]}`]?.routes ?? [];
        expect(green?.match?.[0]?.file).toEqual({ root: "/etc/slipway-proxy/green", try_files: [`/${app}`] });
        const upstreams = (marked.includes(app) ? green : blue)?.handle[0]?.upstreams ?? [];
        const chosen = env.host.run(`cat ${DATA}/apps/${app}/current/ports.json`);
        return {
            proxy: upstreams.map(({ dial }) => dial).sort(),
            current: (JSON.parse(chosen) as { web: number[] }).web.map((port) => `127.0.0.1:${port}`).sort(),
        };
    }

    async function expectServed(app: App, wanted: string): Promise<void> {
        expect(await version(app)).toBe(wanted);
        const { proxy, current } = leads(app);
        expect(proxy).toEqual(current);
        expect(proxy).toHaveLength(2);
        // Of killed and failed releases nothing is left, and of the one before neither.
        const containers = env.host.run(`docker ps --all --format '{{.Names}}' --filter name=slipway-${app}-`);
        expect(containers.trim().split("\n").sort()).toEqual(
            [1, 2]
                .map((copy) => `slipway-${app}-${serving(app).slice(0, 8)}-web-${copy}`)
                .concat(`slipway-${app}-state-store-1`)
                .sort(),
        );
    }

    beforeAll(async () => {
        env = await HostEnvironment.start("host");
        proxies = pushProxies(env.images.proxy);
        expectServes(await release("shop", "s1"));
        expectServes(await release("blog", "b1"));
    });

    afterAll(() => env?.stop());

    test("two apps that release at the same time: each has its turn at the proxy, and both are served after it", async () => {
        // Neither may switch before both have come to it.
        const held = env.host.agent(`flock ${LOCK} sh -c 'until [ -e /run/go ]; do sleep 0.1; done'`);
        const apps = ["shop", "shop", "shop", "blog", "blog", "blog"] as const;
        const clients = apps.map((app) => new ClientLoop(urlOf(app)));
        const both = Promise.all([release("shop", "s2"), release("blog", "b2")]);
        try {
            await until(
                "both are about to switch",
                () => env.phase("shop") === "switch" && env.phase("blog") === "switch",
            );
            expect([await version("shop"), await version("blog")]).toEqual(["s1", "b1"]);
        } finally {
            env.host.run("touch /run/go");
        }
        for (const ended of await both) expectServes(ended);
        await held;
        await expectServed("shop", "s2");
        await expectServed("blog", "b2");
        const tallies = await Promise.all(clients.map((client) => client.stop()));
        console.log(`two apps at once: ${tallies.map(inWords).join("; ")}`);
        expect(tallies.flatMap(({ failures }) => failures)).toEqual([]);
        // The proxy has closed no listener, and so no connection that was kept either.
        expect(tallies.map(({ askedAgain }) => askedAgain)).toEqual(apps.map(() => 0));
        expect(tallies.map(({ versions }) => Object.keys(versions).sort())).toEqual(
            apps.map((app) => (app === "shop" ? ["s1", "s2"] : ["b1", "b2"])),
        );
    });

    test("killed between the proxy's switch and the move of the link: the host brings itself back, and no request fails", async () => {
        const client = new ClientLoop(urlOf("shop"));
        expect((await release("shop", "s3", undefined, { killAt: "link" })).exitCode).toBe(137);
        await until("the watcher has tidied up", () => !env.host.run(`ls ${DATA}/apps/shop`).includes("unfinished"));
        await until("the lock is free", () =>
            env.host.run(`flock --nonblock ${DATA}/apps/shop/lock true && echo free || true`).includes("free"),
        );
        await expectServed("shop", "s2");
        const tally = await client.stop();
        console.log(`killed between switch and link: ${inWords(tally)}`);
        expect(tally.failures).toEqual([]);
        expect(Object.keys(tally.versions).sort()).toEqual(["s2", "s3"]); // the proxy did lead to the new one
    });

    test("the same without the watcher: the next release finds it, and no request fails", async () => {
        const client = new ClientLoop(urlOf("shop"));
        expect((await release("shop", "s4", undefined, { killAt: "link", alone: true })).exitCode).toBe(137);
        expect(await version("shop")).toBe("s4");
        expect(leads("shop").proxy).not.toEqual(leads("shop").current);
        expectServes(await release("shop", "s5"));
        await expectServed("shop", "s5");
        const tally = await client.stop();
        console.log(`killed, then the next release: ${inWords(tally)}`);
        expect(tally.failures).toEqual([]);
    });

    test("the same, and the power is cut: the boot brings back what the link names", async () => {
        expect((await release("shop", "s6", undefined, { killAt: "link", alone: true })).exitCode).toBe(137);
        expect(await version("shop")).toBe("s6");
        env.host.kill();
        await env.host.start();
        for (const [app, wanted] of [
            ["shop", "s5"],
            ["blog", "b2"],
        ] as const) {
            await until(`${app} serves ${wanted}`, async () => (await version(app).catch(() => "")) === wanted);
            await until(`${app} is tidied up`, async () => {
                const unit = env.host.run(`systemctl show --property ActiveState slipway-app@${app}`);
                return unit.trim() === "ActiveState=active";
            });
            await expectServed(app, wanted);
        }
    });

    test("another image of the proxy: connections are refused for a moment, then both apps are served by it", async () => {
        const clients = [new ClientLoop(urlOf("shop")), new ClientLoop(urlOf("blog"))] as const;
        const before = image();
        expectServes(await release("shop", "s7", proxies.another));
        expect([before, image()]).toEqual([env.images.proxy, proxies.another]);
        await expectServed("shop", "s7");
        await expectServed("blog", "b2");
        const tallies = await Promise.all(clients.map((client) => client.stop()));
        for (const tally of tallies) expectShortlyAway(tally);
        console.log(`another image of the proxy: ${tallies.map(inWords).join("; ")}`);
    });

    test("an image that cannot be the proxy: the release fails, nothing was changed, and no request fails", async () => {
        const client = new ClientLoop(urlOf("shop"));
        const { answer } = await release("shop", "s8", proxies.unfit);
        expect(answer.cause).toMatch(/^\S+proxy-unfit@\S+ cannot be this host's proxy, nothing was changed: /);
        expect(image()).toBe(proxies.another);
        await expectServed("shop", "s7");
        const tally = await client.stop();
        console.log(`no proxy: ${answer.cause}\n${inWords(tally)}`);
        expect(tally.failures).toEqual([]);
        expect(tally.answered).toBeGreaterThan(100);
    });

    test("an image that reads the configuration and does not serve: the one before comes back, for both apps", async () => {
        const clients = [new ClientLoop(urlOf("shop")), new ClientLoop(urlOf("blog"))] as const;
        const { answer } = await release("shop", "s9", proxies.ending);
        expect(answer.cause).toMatch(/^the proxy does not start: .*; the one before serves on: \S+proxy-another@/);
        expect(answer.lines.join("\n")).toContain("the proxy of the test ends");
        expect(image()).toBe(proxies.another);
        await expectServed("shop", "s7");
        await expectServed("blog", "b2");
        const tallies = await Promise.all(clients.map((client) => client.stop()));
        for (const tally of tallies) expectShortlyAway(tally);
        console.log(`a proxy that ends: ${answer.cause}\n${tallies.map(inWords).join("; ")}`);
    });
});

interface Route {
    readonly match?: readonly { readonly file: { readonly root: string; readonly try_files: readonly string[] } }[];
    readonly handle: readonly { readonly upstreams: readonly { readonly dial: string }[] }[];
}

/** As far as it counts here. */
interface Kept {
    readonly apps: {
        readonly http: {
            readonly servers: Readonly<Record<string, { readonly routes: readonly Route[] } | undefined>>;
        };
    };
}

/** Between the first request that had no answer and the last one. */
function awayMs({ failures }: Tally): number {
    const times = failures.map((failure) => Date.parse(failure.split(" ", 1)[0] ?? "")).sort((a, b) => a - b);
    return times.length === 0 ? 0 : (times.at(-1) ?? 0) - (times[0] ?? 0);
}

/** Connections that were refused or cut off, in one short time; no wrong answer. */
function expectShortlyAway(tally: Tally): void {
    expect(tally.failures.filter((failure) => !/ECONNREFUSED|ECONNRESET|socket hang up/.test(failure))).toEqual([]);
    expect(awayMs(tally)).toBeLessThan(LONGEST_AWAY_MS);
    expect(tally.answered).toBeGreaterThan(100);
}

function inWords(tally: Tally): string {
    const { sent, answered, failed, versions } = tally;
    return `sent ${sent}, answered ${answered}, failed ${failed} within ${awayMs(tally)} ms, ${JSON.stringify(versions)}`;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 180_000;
    while (!(await holds())) {
        if (Date.now() > end) throw new Error(`not within 180 s: ${what}`);
        await new Promise((done) => setTimeout(done, 100));
    }
}
