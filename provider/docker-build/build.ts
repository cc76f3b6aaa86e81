import { spawn, type ChildProcess } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ReleaseError } from "../contract";
import type { Properties } from "../engine/property-values";
import type { Call } from "../engine/resource";
import { listen } from "./engine";
import { dockerBuildPlugin } from "./plugin";

const IMAGE = "docker-build:index:Image";

/**
 * Builds and pushes an image by the docker-build provider, asked as the engine asks it: check, then create.
 *
 * @param inputs arguments of its `Image`, secrets opened
 * @returns the digest of what was pushed
 */
export async function buildAndPush(inputs: Properties, { urn, say, signal }: Call): Promise<string> {
    signal.throwIfAborted();
    const path = dockerBuildPlugin();
    const engine = await listen(say);
    const plugin = spawn(path, [engine.address], { stdio: ["ignore", "pipe", "ignore"] });
    // Neither a cancelled `up` nor the end of this process may leave a build behind.
    const end = () => plugin.kill();
    process.once("exit", end);
    signal.addEventListener("abort", end, { once: true });
    try {
        const provider = new ResourceProviderClient(
            `127.0.0.1:${await port(plugin)}`,
            grpc.credentials.createInsecure(),
        );
        await configure(provider);
        const image = [...urn.split("::").slice(0, 2), IMAGE, urn.split("::").pop()].join("::");
        return await create(provider, image, inputs);
    } catch (error) {
        signal.throwIfAborted();
        throw error;
    } finally {
        process.removeListener("exit", end);
        signal.removeEventListener("abort", end);
        end();
        engine.close();
    }
}

/** The first line that a provider prints. */
function port(plugin: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
        let text = "";
        plugin.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
            if (text.includes("\n")) resolve(text.split("\n", 1)[0] ?? "");
        });
        plugin.once("error", reject);
        plugin.once("exit", (code) => reject(new ReleaseError(`the docker-build provider ended with ${code}`)));
    });
}

async function configure(provider: ResourceProviderClient): Promise<void> {
    const request = new messages.ConfigureRequest();
    // An empty host is this machine's own Docker, or what DOCKER_HOST says; it is written nowhere.
    request.setArgs(struct({ host: "" }));
    request.getVariablesMap().set("docker-build:config:host", "");
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    await asked((done) => provider.configure(request, done));
}

async function create(provider: ResourceProviderClient, urn: string, inputs: Properties): Promise<string> {
    const check = new messages.CheckRequest();
    check.setUrn(urn);
    check.setNews(struct(inputs));
    const checked = await asked<messages.CheckResponse>((done) => provider.check(check, done));
    const failures = checked.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`);
    if (failures.length > 0) throw new ReleaseError(`the build is refused: ${failures.join("; ")}`);

    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(checked.getInputs());
    const created = await asked<messages.CreateResponse>((done) => provider.create(request, done));
    const { digest } = (created.getProperties()?.toJavaScript() ?? {}) as { digest?: string };
    if (digest === undefined || digest === "") throw new ReleaseError("the image was built, but not pushed");
    return digest;
}

/** One request; what the provider answers instead is an error in its words. */
function asked<Response>(send: (done: (error: grpc.ServiceError | null, response: Response) => void) => void) {
    return new Promise<Response>((resolve, reject) =>
        send((error, response) => (error === null ? resolve(response) : reject(new ReleaseError(error.details)))),
    );
}

function struct(value: Properties): Struct {
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);
}
