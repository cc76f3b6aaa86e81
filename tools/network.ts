import { tryRun, which } from "./command";

const PATIENCE_S = 3;
const answers = new Map<string, Promise<boolean>>();

/** Whether a site answers as it should, asked once a run. A proxy's refusal (403, 407 …) counts as no answer. */
export function isReachable(url: string): Promise<boolean> {
    const known = answers.get(url) ?? probe(url);
    answers.set(url, known);
    return known;
}

/** Where Docker Hub answers; 401 is its normal greeting. */
export const DOCKER_HUB = "https://registry-1.docker.io/v2/";

/** Where Pulumi's CLI and plugins are downloaded from. */
export const PULUMI_DOWNLOADS = "https://get.pulumi.com/install.sh";

/** Where Docker Compose publishes its releases. */
export const COMPOSE_RELEASES = "https://github.com/docker/compose/releases/download";

async function probe(url: string): Promise<boolean> {
    return isGoodAnswer(which("curl") ? await askWithCurl(url) : await askWithFetch(url));
}

/** 2xx and 3xx, and 401: "log in first" is said by the site itself. */
export function isGoodAnswer(status: number): boolean {
    return (status >= 200 && status < 400) || status === 401;
}

/** curl honours the proxy settings of the machine, which Node's fetch does not. */
async function askWithCurl(url: string): Promise<number> {
    const args = ["--silent", "--head", "--max-time", String(PATIENCE_S), "--output", "/dev/null"];
    return Number((await tryRun("curl", [...args, "--write-out", "%{http_code}", url])) ?? 0);
}

async function askWithFetch(url: string): Promise<number> {
    try {
        return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(PATIENCE_S * 1000) })).status;
    } catch {
        return 0;
    }
}
