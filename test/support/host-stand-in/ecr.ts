import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GATEWAY, REGISTRY_PORT } from "./surroundings";

/** As bundles name it. */
export const ECR_HOST = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

/**
 * A STAND-IN for a registry of ECR: what the registry of this machine holds, under ECR's name, by TLS, for those only who sign in as `AWS`
 * with the token that moto's `GetAuthorizationToken` gives.
 */
export class EcrStandIn {
    /** Requests by how they ended: `anonymous`, `refused` and `accepted`. */
    readonly asked = { anonymous: 0, refused: 0, accepted: 0 };
    /** No token is good any more. */
    refuses = false;

    private constructor(
        readonly server: Server,
        /** Of the authority that signed its certificate: itself. */
        readonly certificate: string,
    ) {}

    static async start(token: string): Promise<EcrStandIn> {
        const { key, certificate } = selfSigned();
        const wanted = `Basic ${Buffer.from(`AWS:${token}`).toString("base64")}`;
        const server = createServer({ key, cert: certificate }, (asked, answer) => {
            const { authorization, ...headers } = asked.headers;
            if (authorization !== wanted || ecr.refuses) {
                ecr.asked[authorization === undefined ? "anonymous" : "refused"] += 1;
                const challenge = {
                    "www-authenticate": `Basic realm="https://${ECR_HOST}/",service="ecr.amazonaws.com"`,
                };
                answer.writeHead(401, challenge).end("Not Authorized\n");
                return;
            }
            ecr.asked.accepted += 1;
            const onward = request({ port: REGISTRY_PORT, path: asked.url, method: asked.method, headers }, (from) => {
                answer.writeHead(from.statusCode ?? 502, from.headers);
                from.pipe(answer);
            });
            onward.on("error", (error) => answer.destroy(error));
            asked.pipe(onward);
        });
        const ecr = new EcrStandIn(server, certificate);
        await new Promise<void>((done, fail) => server.once("error", fail).listen(443, GATEWAY, done));
        return ecr;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((done) => this.server.close(done));
    }
}

function selfSigned(): { key: string; certificate: string } {
    const folder = mkdtempSync(join(tmpdir(), "slipway-ecr-"));
    try {
        const [key, certificate] = [join(folder, "key"), join(folder, "certificate")];
        const subject = ["-subj", "/CN=stand-in of ECR", "-addext", `subjectAltName=DNS:${ECR_HOST}`, "-days", "2"];
        const files = ["-keyout", key, "-out", certificate, "-nodes"];
        const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
        execFileSync("openssl", ["req", "-x509", ...kind, ...files, ...subject], { stdio: "pipe" });
        return { key: readFileSync(key, "utf8"), certificate: readFileSync(certificate, "utf8") };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
