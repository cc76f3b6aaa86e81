import { ec2ComposeDriver } from "../../../provider/drivers/ec2-compose/driver";
import { SsmStandIn, type Ran } from "../../support/host-stand-in/ssm";
import { contextFor } from "../../support/release-context";
import type { AskedOfAws } from "./all";

const INSTANCE = "i-0123456789abcdef0";

/** A release on ec2-compose, a look at it afterwards, and the app's end, asked of a STAND-IN of Systems Manager. */
export async function askHost(): Promise<AskedOfAws[]> {
    const release = "0123456789abcdef0123";
    const answer = JSON.stringify({ ok: true, release, cause: "", lines: [], phases: {} });
    const ssm = await SsmStandIn.start(new Set([INSTANCE]), async (): Promise<Ran> => {
        return { exitCode: 0, stdout: `${answer}\n`, stderr: "" };
    });
    process.env["AWS_ENDPOINT_URL_SSM"] = ssm.address;
    try {
        const deployment = {
            ...{ region: "eu-central-1", accountId: "123456789012", instanceId: INSTANCE, app: "shop", release },
            ...{ bucket: "bundles", key: `releases/shop/${release}.tar`, sha256: "0".repeat(64), logGroup: "/slipway" },
        };
        const wanted = { driver: "ec2-compose", name: "shop", services: {}, deployment, deadlineSeconds: 60 } as const;
        const context = contextFor([], { seconds: 60 });
        const record = { ...wanted, ...(await ec2ComposeDriver.release(wanted, undefined, context)) };
        await ec2ComposeDriver.drift(record, context);
        await ec2ComposeDriver.remove(record, context);
        return ssm.requests.map((one, index) => ({ ...one, service: "ssm", resource: `command ${index + 1}` }));
    } finally {
        await ssm.stop();
    }
}
