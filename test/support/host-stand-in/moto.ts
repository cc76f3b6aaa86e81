import { type ChildProcess, spawn } from "node:child_process";
import { freePort } from "../free-port";

/** S3 and Secrets Manager by moto, a STAND-IN for AWS, on this machine's loopback. */
export class Moto {
    private constructor(
        private readonly child: ChildProcess,
        readonly port: number,
    ) {}

    static async start(python: string): Promise<Moto> {
        const port = await freePort();
        const child = spawn(python, ["-m", "moto.server", "--host", "127.0.0.1", "--port", String(port)], {
            stdio: "ignore",
        });
        const moto = new Moto(child, port);
        const until = Date.now() + 30_000;
        while (!(await answers(moto.address))) {
            if (Date.now() > until || child.exitCode !== null) throw new Error("moto_server does not answer");
            await new Promise((done) => setTimeout(done, 100));
        }
        return moto;
    }

    get address(): string {
        return `http://127.0.0.1:${this.port}`;
    }

    /** Makes an entry and returns its ARN. */
    async createSecret(name: string, value: string): Promise<string> {
        const { ARN } = await this.secrets("CreateSecret", { Name: name, SecretString: value });
        return String(ARN);
    }

    async putSecretValue(arn: string, value: string, stage?: string): Promise<void> {
        const stages = stage === undefined ? {} : { VersionStages: [stage, "AWSCURRENT"] };
        await this.secrets("PutSecretValue", { SecretId: arn, SecretString: value, ...stages });
    }

    async stop(): Promise<void> {
        const ended = new Promise((done) => this.child.once("close", done));
        this.child.kill();
        await ended;
    }

    private secrets(operation: string, input: object): Promise<Record<string, unknown>> {
        const call = { service: "secretsmanager", target: `secretsmanager.${operation}` };
        return ask(this.address, call, { ClientRequestToken: crypto.randomUUID(), ...input });
    }
}

export async function makeBucket(address: string, bucket: string): Promise<void> {
    await s3(address, bucket, Buffer.alloc(0));
}

/** @param path bucket and key */
export async function putObject(address: string, path: string, body: Buffer): Promise<void> {
    await s3(address, path, body);
}

/** What `docker login` is given for ECR. */
export async function ecrToken(address: string): Promise<string> {
    const target = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";
    const { authorizationData } = (await ask(address, { service: "ecr", target }, {})) as {
        authorizationData: [{ authorizationToken: string }];
    };
    const said = Buffer.from(authorizationData[0].authorizationToken, "base64").toString("utf8");
    return said.slice(said.indexOf(":") + 1);
}

export async function makeLogGroup(address: string, name: string): Promise<void> {
    await ask(address, { service: "logs", target: "Logs_20140328.CreateLogGroup" }, { logGroupName: name });
}

/** All that containers have written to a log group, by stream. */
export async function logsOf(address: string, group: string): Promise<Record<string, string[]>> {
    const call = { service: "logs", target: "Logs_20140328.FilterLogEvents" };
    const { events = [] } = (await ask(address, call, { logGroupName: group, limit: 10_000 })) as {
        events?: { logStreamName: string; message: string }[];
    };
    const streams: Record<string, string[]> = {};
    for (const { logStreamName, message } of events) (streams[logStreamName] ??= []).push(message);
    return streams;
}

/** The sum of all that CloudWatch was sent of a number in the last hour; `undefined`: nothing was sent. */
export async function sumOf(
    address: string,
    { namespace, name, dimensions }: { namespace: string; name: string; dimensions: Readonly<Record<string, string>> },
): Promise<number | undefined> {
    const hour = 3600_000;
    const named = Object.entries(dimensions).flatMap(([key, value], index) => [
        [`Dimensions.member.${index + 1}.Name`, key],
        [`Dimensions.member.${index + 1}.Value`, value],
    ]);
    const said = await query(address, "monitoring", {
        ...{ Action: "GetMetricStatistics", Version: "2010-08-01", Period: "60" },
        ...{ Namespace: namespace, MetricName: name, "Statistics.member.1": "Sum" },
        StartTime: new Date(Date.now() - hour).toISOString(),
        EndTime: new Date(Date.now() + hour).toISOString(),
        ...Object.fromEntries(named),
    });
    const sums = [...said.matchAll(/<Sum>([^<]+)<\/Sum>/g)].map(([, sum]) => Number(sum));
    return sums.length === 0 ? undefined : sums.reduce((all, sum) => all + sum, 0);
}

/** Makes a disk that carries a stack's tag and returns its id. */
export async function makeVolume(address: string, stack: string): Promise<string> {
    const tag = "TagSpecification.1";
    const said = await query(address, "ec2", {
        ...{ Action: "CreateVolume", Version: "2016-11-15", AvailabilityZone: "eu-central-1a", Size: "1" },
        ...{ [`${tag}.ResourceType`]: "volume", [`${tag}.Tag.1.Key`]: "slipway:stack", [`${tag}.Tag.1.Value`]: stack },
    });
    return /<volumeId>([^<]+)</.exec(said)![1]!;
}

/** A call of one of the older APIs, whose answers are XML. */
async function query(address: string, service: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const headers = { authorization: authorization(service) };
    const answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields) });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`moto: ${fields["Action"]}: ${answer.status} ${said}`);
    return said;
}

async function s3(address: string, path: string, body: Buffer): Promise<void> {
    const headers = { authorization: authorization("s3"), "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const answer = await fetch(`${address}/${path}`, { method: "PUT", body: new Uint8Array(body), headers });
    if (!answer.ok) throw new Error(`moto: PUT ${path}: ${answer.status} ${await answer.text()}`);
}

async function ask(
    address: string,
    { service, target }: { readonly service: string; readonly target: string },
    input: object,
): Promise<Record<string, unknown>> {
    const headers = {
        authorization: authorization(service),
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": target,
    };
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(input) });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`moto: ${target}: ${answer.status} ${said}`);
    return said === "" ? {} : (JSON.parse(said) as Record<string, unknown>);
}

/** moto reads the service's name out of a signature, and checks none. */
function authorization(service: string): string {
    // A bucket that says nothing of its place is one of us-east-1; a secret's ARN names the region.
    const region = service === "s3" ? "us-east-1" : "eu-central-1";
    const scope = `stand-in/20260101/${region}/${service}/aws4_request`;
    return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

async function answers(address: string): Promise<boolean> {
    try {
        await fetch(`${address}/moto-api/`, { signal: AbortSignal.timeout(1000) });
        return true;
    } catch {
        return false;
    }
}
