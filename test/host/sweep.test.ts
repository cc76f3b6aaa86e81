/**
 * `slipway sweep` as people run it: the real command and the real Pulumi; AWS is moto, which keeps what it is told. Its tagging API knows no
 * repositories of ECR: test/unit/cli/sweep has those.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
    CreateSecretCommand,
    DeleteSecretCommand,
    ListSecretsCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { prepared } from "../support/host-stand-in/emulated-host";
import { makeVolume, Moto } from "../support/host-stand-in/moto";

const SLIPWAY = resolve(__dirname, "..", "..", "bin", "slipway.cjs");
const region = "eu-central-1";
const credentials = { accessKeyId: "stand-in", secretAccessKey: "stand-in" };
const tagsOf = (stack: string) => [{ Key: "slipway:stack", Value: stack }];

let folder: string;
let moto: Moto;
let secrets: SecretsManagerClient;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-sweep-"));
    mkdirSync(join(folder, "state"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    moto = await Moto.start(prepared("SLIPWAY_PYTHON_HOST"));
    secrets = new SecretsManagerClient({ region, credentials, endpoint: moto.address });
}, 60_000);
afterAll(async () => {
    secrets.destroy();
    await moto.stop();
    rmSync(folder, { recursive: true, force: true });
});

/** What the command answers for the stack that is gone. */
function sweep(...args: string[]): { found: { kind: string; id: string }[]; deleted: string[]; failed: string[] } {
    const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [SLIPWAY, "sweep", "--stack", "prod", "--json", ...args],
        {
            cwd: folder,
            encoding: "utf8",
            env: {
                ...process.env,
                AWS_REGION: region,
                AWS_ACCESS_KEY_ID: credentials.accessKeyId,
                AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
                AWS_ENDPOINT_URL: moto.address,
                PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
                PULUMI_SKIP_UPDATE_CHECK: "true",
            },
        },
    );
    if (status !== 0) throw new Error(`ended with ${status}: ${stdout}${stderr}`);
    return JSON.parse(stdout) as ReturnType<typeof sweep>;
}

async function secretOf(stack: string, name: string): Promise<string> {
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: name, SecretString: "x", Tags: tagsOf(stack) }));
    return ARN!;
}

test("finds what a stack has left in the account and deletes the secrets of it: no data, and nothing of another stack", async () => {
    const left = await secretOf("shop/prod", "shop-prod-web");
    const doomed = await secretOf("shop/prod", "shop-prod-old");
    await secrets.send(new DeleteSecretCommand({ SecretId: doomed, RecoveryWindowInDays: 30 }));
    const others = await secretOf("shop/prod-2", "shop-prod-2-web");
    const disk = await makeVolume(moto.address, "shop/prod");
    await makeVolume(moto.address, "shop/prod-2");

    const disks = { kind: "data disk of a host", id: disk };
    const waiting = (id: string) => ({ kind: "secret in recovery", id });
    const idsOf = ({ found }: ReturnType<typeof sweep>) => found.map(({ kind, id }) => ({ kind, id }));
    expect(idsOf(sweep())).toEqual([disks, { kind: "secret", id: left }, waiting(doomed)]);

    const swept = sweep("--delete", "--yes");
    expect([swept.deleted, swept.failed]).toEqual([[left], []]);
    expect(idsOf(sweep())).toEqual([disks, ...[left, doomed].sort().map(waiting)]);

    const { SecretList = [] } = await secrets.send(new ListSecretsCommand());
    expect(SecretList.map(({ ARN }) => ARN)).toEqual([others]);
}, 120_000);
