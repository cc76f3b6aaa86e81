import { createHash } from "node:crypto";

const OCI = "application/vnd.oci.image";

/**
 * Puts an image without a file in it into a registry, as somebody else might have done.
 *
 * @returns its digest
 */
export async function pushEmptyImage(registry: string, repository: string): Promise<string> {
    const config = Buffer.from(
        JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs: { type: "layers", diff_ids: [] } }),
    );
    const manifest = Buffer.from(
        JSON.stringify({
            schemaVersion: 2,
            mediaType: `${OCI}.manifest.v1+json`,
            config: { mediaType: `${OCI}.config.v1+json`, digest: digestOf(config), size: config.length },
            layers: [],
        }),
    );
    const at = `http://${registry}/v2/${repository}`;
    const begun = await request(`${at}/blobs/uploads/`, { method: "POST" });
    const upload = new URL(begun.headers.get("location") ?? "", at);
    upload.searchParams.set("digest", digestOf(config));
    await request(upload, { method: "PUT", body: config, headers: { "content-type": "application/octet-stream" } });
    await request(`${at}/manifests/${digestOf(manifest)}`, {
        method: "PUT",
        body: manifest,
        headers: { "content-type": `${OCI}.manifest.v1+json` },
    });
    return digestOf(manifest);
}

function digestOf(bytes: Buffer): string {
    return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function request(url: URL | string, init: RequestInit): Promise<Response> {
    const answer = await fetch(url, init);
    if (!answer.ok) throw new Error(`${init.method} ${String(url)}: ${answer.status} ${await answer.text()}`);
    return answer;
}
