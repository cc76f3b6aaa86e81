import * as pulumi from "@pulumi/pulumi";

/**
 * The engine starts a provider when it is first asked for something. Asked for nothing now, it starts ours while Docker Compose
 * reads the files, and not when the first release comes: half a second of every preview.
 */
export function startProvider(): void {
    void pulumi.runtime.invoke("slipway:index:ready", {});
}
