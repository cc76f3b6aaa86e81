import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../docker-sync";
import { prepared } from "./emulated-host";

const NAME = "acme-v02.api.letsencrypt.org";
/** Caddy tries here first where Let's Encrypt has refused it before. */
const STAGING = "acme-staging-v02.api.letsencrypt.org";
const FOLDER = "/etc/lets-encrypt-stand-in";

/**
 * A STAND-IN for Let's Encrypt: another Caddy as an authority, under Let's Encrypt's names in a Docker network. It really asks at a name, by port
 * 80 or 443, before it gives a certificate for it. It knows names as that network does.
 */
export class LetsEncryptStandIn {
    private constructor(
        private readonly container: string,
        /** Of the authority, which only those trust who are given it. */
        readonly root: string,
    ) {}

    static start(container: string, network: string): LetsEncryptStandIn {
        const folder = mkdtempSync(join(tmpdir(), "slipway-lets-encrypt-"));
        try {
            writeFileSync(join(folder, "caddy.json"), JSON.stringify(CONFIGURATION));
            const [key, root] = [join(folder, "root.key"), join(folder, "root.crt")];
            const authority = [
                "-addext",
                "basicConstraints=critical,CA:TRUE",
                "-addext",
                "keyUsage=critical,keyCertSign",
            ];
            const subject = ["-subj", "/CN=STAND-IN of Let's Encrypt", "-days", "30", ...authority];
            const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
            execFileSync("openssl", ["req", "-x509", ...made, ...subject, "-keyout", key, "-out", root], {
                stdio: "pipe",
            });
            const names = [NAME, STAGING].flatMap((name) => ["--network-alias", name]);
            docker(
                ...["create", "--name", container, "--network", network, ...names, prepared("SLIPWAY_PROXY_IMAGE")],
                ...["caddy", "run", "--config", `${FOLDER}/caddy.json`],
            );
            docker("cp", "--quiet", folder, `${container}:${FOLDER}`);
            docker("start", container);
            return new LetsEncryptStandIn(container, readFileSync(root, "utf8"));
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    }

    /** The proxy's image, which trusts this authority besides those that it trusts anyhow. */
    trustedBy(proxy: string): string {
        const tag = "slipway-test/proxy-with-stand-in-root:latest";
        const recipe = `FROM ${proxy}\nRUN cat >> /etc/ssl/certs/ca-certificates.crt <<'ROOT'\n${this.root}ROOT\n`;
        execFileSync("docker", ["buildx", "build", "--builder", "default", "--load", "--tag", tag, "-"], {
            input: recipe,
            stdio: ["pipe", "pipe", "pipe"],
        });
        return tag;
    }

    /** How many certificates it has given. */
    get issued(): number {
        const log = execFileSync("sh", ["-c", `docker logs ${this.container} 2>&1`], { encoding: "utf8" });
        return log.split("\n").filter((line) => {
            if (!line.startsWith("{")) return false;
            const { request, status } = JSON.parse(line) as Partial<Noted>;
            return request?.host === NAME && request.uri.endsWith("/finalize") && status === 200;
        }).length;
    }

    /** It is out of reach. */
    down(): void {
        docker("stop", "--time", "1", this.container);
    }

    up(): void {
        docker("start", this.container);
    }

    stop(): void {
        docker("rm", "--force", "--volumes", this.container);
    }
}

/** A request in Caddy's log. */
interface Noted {
    readonly request: { readonly host: string; readonly uri: string };
    readonly status: number;
}

const AUTHORITY = {
    name: "STAND-IN of Let's Encrypt",
    install_trust: false,
    root: { certificate: `${FOLDER}/root.crt`, private_key: `${FOLDER}/root.key` },
};

const route = (host: string): object => ({
    match: [{ host: [host] }],
    handle: [
        {
            handler: "subroute",
            routes: [
                {
                    match: [{ path: ["/directory"] }],
                    handle: [{ handler: "rewrite", uri: "/acme/local/directory" }],
                },
                { handle: [{ handler: "acme_server", ca: "local", host }] },
            ],
        },
    ],
});

const CONFIGURATION = {
    admin: { disabled: true },
    apps: {
        pki: { certificate_authorities: { local: AUTHORITY } },
        tls: { automation: { policies: [{ issuers: [{ module: "internal" }] }] } },
        http: { servers: { acme: { listen: [":443"], logs: {}, routes: [NAME, STAGING].map(route) } } },
    },
};
