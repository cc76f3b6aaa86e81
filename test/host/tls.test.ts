import { request } from "node:http";
import { request as requestByTls } from "node:https";
import type { TLSSocket } from "node:tls";
import { push } from "../support/host-stand-in/app";
import { byTls, type ByTls, ClientLoop } from "../support/host-stand-in/client-loop";
import { type Delivered, HostEnvironment } from "../support/host-stand-in/environment";
import { LetsEncryptStandIn } from "../support/host-stand-in/lets-encrypt";

const SHOP = "app.example.test";
const BLOG = "blog.example.test";

describe("domains of an emulated EC2 host (STAND-IN for Let's Encrypt; others for S3, Secrets Manager and Systems Manager)", () => {
    let env: HostEnvironment;
    let authority: LetsEncryptStandIn;
    let proxy: string;
    let client: ClientLoop | undefined;
    const trusted = (): ByTls => ({ ca: authority.root, address: env.host.address });
    const release = (version: string, domain?: string, app = "shop"): Promise<Delivered> =>
        env.deliver(env.bundle({ version, app, domain, images: { ...env.images, proxy } }), { app });
    const expectServes = ({ answer }: Delivered): void =>
        expect(answer).toMatchObject({ cause: "", lines: [], ok: true });

    beforeAll(async () => {
        env = await HostEnvironment.start("host", 2048, [SHOP, BLOG]);
        authority = LetsEncryptStandIn.start("slipway-lets-encrypt", env.network);
        proxy = push(authority.trustedBy(env.images.proxy), "proxy-with-stand-in-root");
    });

    afterAll(async () => {
        await client?.stop();
        authority?.stop();
        await env?.stop();
    });

    test("an app that was at port 80 moves to a domain: HTTPS with a certificate for that name; HTTP leads there", async () => {
        expectServes(await release("v0"));
        const { phases } = (await release("v1", SHOP)).answer;
        const { status, body, subject, issuer } = await get(`https://${SHOP}/`, trusted());
        expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining('"v1"') as string });
        expect(subject).toBe(`DNS:${SHOP}`);
        expect(issuer).toContain("STAND-IN of Let's Encrypt");
        expect(authority.issued).toBe(1);
        // The control: who does not know the authority of the stand-in is not served.
        await expect(get(`https://${SHOP}/`, { ...trusted(), ca: "" })).rejects.toThrow("unable to get local issuer");
        expect(await location(SHOP, env.host.address)).toEqual([308, `https://${SHOP}/notes?x=1`]);
        console.log(`first release at a domain: ${JSON.stringify(phases)}`);
    });

    test("a good and two bad releases under a client that never stops, by HTTPS: failed 0, and the certificate stays", async () => {
        const before = await get(`https://${SHOP}/`, trusted());
        client = new ClientLoop(`https://${SHOP}/`, trusted());
        expectServes(await release("v2", SHOP));
        const bad = env.bundle({ version: "v3", domain: SHOP, broken: "health", images: { ...env.images, proxy } });
        expect((await env.deliver(bad)).answer.cause).toContain("web /health answers 500");
        const refused = await release("b0", SHOP, "blog");
        expect(refused.answer.cause).toBe(
            `domain ${SHOP} of this host already leads to the app shop: give blog another one`,
        );
        const { sent, answered, failed, failures, askedAgain, slowestMs, versions } = await client.stop();
        console.log(
            `by HTTPS, a good and two bad releases: sent ${sent}, answered ${answered}, failed ${failed}; asked again ${askedAgain}, ` +
                `slowest ${slowestMs} ms, ${JSON.stringify(versions)}`,
        );
        expect({ failures, answered }).toEqual({ failures: [], answered: sent });
        expect(Object.keys(versions).sort()).toEqual(["v1", "v2"]);
        expect((await get(`https://${SHOP}/`, trusted())).fingerprint).toBe(before.fingerprint);
        expect(authority.issued).toBe(1);
    });

    test("certificates are kept on the data volume: proxy restarted, rebooted, instance replaced, and none is issued anew", async () => {
        const { fingerprint } = await get(`https://${SHOP}/`, trusted());
        const same = (): Promise<boolean> =>
            answers(async () => {
                const now = await get(`https://${SHOP}/`, trusted());
                expect(now).toMatchObject({ status: 200, fingerprint });
            });
        env.host.run("docker restart slipway-proxy");
        await until("it serves after its proxy was restarted", same);
        await env.host.reboot();
        await until("it serves after a reboot", same);
        await env.replaceInstance();
        await until("it serves on a new instance", same);
        expect(authority.issued).toBe(1);
    });

    test("Let's Encrypt out of reach: the release serves and says what is missing; once it is back a second domain has its own", async () => {
        authority.down();
        client = new ClientLoop(`https://${SHOP}/`, trusted());
        const { exitCode, answer } = await release("b1", BLOG, "blog");
        expect({ exitCode, ok: answer.ok, cause: answer.cause }).toEqual({ exitCode: 0, ok: true, cause: "" });
        const [missing, ...reason] = answer.lines;
        expect(missing).toBe(
            `https://${BLOG} has no certificate yet; the proxy goes on asking by itself. ` +
                "The name must lead here (Slipway makes its record after this), with port 80 open to all",
        );
        expect(reason.join(" ")).toMatch(new RegExp(`^${BLOG}: .* lookup acme-v02\\S+ .*: no such host`));
        await expect(get(`https://${BLOG}/`, trusted())).rejects.toThrow("alert");
        expect((await get(`https://${SHOP}/`, trusted())).status).toBe(200);

        authority.up();
        const since = Date.now();
        const blog = (): Promise<Answer> => get(`https://${BLOG}/`, trusted());
        await until("the second domain is served", () => answers(blog));
        const took = ((Date.now() - since) / 1000).toFixed(0);
        expect(await blog()).toMatchObject({ subject: `DNS:${BLOG}`, status: 200 });
        expect((await blog()).body).toContain('"b1"');
        expect((await get(`https://${SHOP}/`, trusted())).body).toContain('"v2"');
        expect(authority.issued).toBe(2);
        const { sent, failures } = await client.stop();
        console.log(
            `without Let's Encrypt: ${answer.lines.join("\n")}\nserved ${took} s after it is back\n` +
                `the other app meanwhile: sent ${sent}, failed ${failures.length}: ${failures.join("; ")}`,
        );
        // Another domain is another configuration: a connection that is being made while Caddy loads it may be dropped.
        expect(failures.filter((failure) => !failure.endsWith("socket hang up"))).toEqual([]);
        expect(failures.length).toBeLessThan(3);
    });
});

/** One answer, and the certificate that it came with. */
interface Answer {
    readonly status: number;
    readonly body: string;
    readonly subject: string;
    readonly issuer: string;
    readonly fingerprint: string;
}

function get(url: string, tls: ByTls): Promise<Answer> {
    return new Promise((done, reject) => {
        const options = { agent: false, timeout: 5000, ...byTls(url, tls) };
        const sent = requestByTls(url, options, (answer) => {
            const { subjectaltname = "", issuer, fingerprint256 } = (answer.socket as TLSSocket).getPeerCertificate();
            let body = "";
            answer.setEncoding("utf8").on("data", (part: string) => (body += part));
            answer.on("end", () =>
                done({
                    status: answer.statusCode ?? 0,
                    body,
                    subject: subjectaltname,
                    issuer: String(issuer.CN),
                    fingerprint: fingerprint256,
                }),
            );
            answer.on("error", reject);
        });
        sent.on("timeout", () => sent.destroy(new Error("no answer within 5 s")));
        sent.on("error", reject).end();
    });
}

/** Where HTTP at a name leads. */
function location(name: string, address: string): Promise<[number | undefined, string | undefined]> {
    return new Promise((done, reject) => {
        const options = { host: address, path: "/notes?x=1", headers: { host: name }, agent: false };
        request(options, (answer) => {
            answer.resume();
            done([answer.statusCode, answer.headers.location]);
        })
            .on("error", reject)
            .end();
    });
}

/** Whether it comes to its end. */
function answers(ask: () => Promise<unknown>): Promise<boolean> {
    return ask().then(
        () => true,
        () => false,
    );
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 120_000; // a proxy that was refused asks again each minute, at first
    while (!(await holds())) {
        if (Date.now() > end) throw new Error(`not within 120 s: ${what}`);
        await new Promise((done) => setTimeout(done, 100));
    }
}
