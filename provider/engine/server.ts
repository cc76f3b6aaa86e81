import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { told } from "../contract";
import { connectLog } from "./log";
import type { Change, Properties } from "./property-values";
import type { Call, Resource, State } from "./resource";

/** What a provider offers, by its tokens. */
export interface Served {
    readonly resources: Readonly<Record<string, Resource>>;
    /** They answer nothing: what they have to say, they say of the resource that `urn` among their arguments names. */
    readonly functions: Readonly<Record<string, (args: Properties, call: Call) => Promise<void>>>;
}

/**
 * Serves resources and functions to the engine.
 *
 * `@pulumi/pulumi/provider` has a server too, but it cannot say *which* inputs differ, is not asked during previews and
 * cannot write to the user's display; all three are what a release is about.
 */
export async function serve(
    { resources, functions }: Served,
    engineAddress: string | undefined,
    gone: AbortSignal,
): Promise<number> {
    let logFor = connectLog(engineAddress);
    const cancelled = new AbortController();
    const signal = AbortSignal.any([cancelled.signal, gone]);

    const callFor = (urn: string): Call => ({ urn, say: logFor(urn), signal });
    const resourceFor = (urn: string): Resource => {
        const type = urn.split("::")[2]?.split("$").pop() ?? "";
        const resource = resources[type];
        if (resource === undefined) throw new Error(`the slipway provider has no resource type "${type}" (of ${urn})`);
        return resource;
    };

    const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
    server.addService(ResourceProviderService as unknown as grpc.ServiceDefinition, {
        attach: answer<{ getAddress(): string }>(async (request) => {
            logFor = connectLog(request.getAddress());
            return new Empty();
        }),
        getPluginInfo: answer(async () => {
            const info = new PluginInfo();
            info.setVersion("0.1.0");
            return info;
        }),
        getSchema: answer(async () => {
            const response = new messages.GetSchemaResponse();
            response.setSchema("{}");
            return response;
        }),
        configure: answer(async () => {
            const response = new messages.ConfigureResponse();
            response.setAcceptsecrets(true);
            response.setSupportspreview(true);
            response.setAcceptresources(true);
            response.setAcceptoutputs(true);
            return response;
        }),
        invoke: answer<messages.InvokeRequest>(async (request) => {
            const work = functions[request.getTok()];
            if (work === undefined) throw new Error(`no function "${request.getTok()}"`);
            const args = properties(request.getArgs());
            await work(args, callFor(String(args.urn ?? "")));
            return new messages.InvokeResponse();
        }),
        check: answer<messages.CheckRequest>(async (request) => {
            const news = properties(request.getNews());
            const response = new messages.CheckResponse();
            response.setInputs(struct(news));
            for (const problem of resourceFor(request.getUrn()).check?.(news) ?? []) {
                const failure = new messages.CheckFailure();
                failure.setProperty(problem.property);
                failure.setReason(problem.reason);
                response.addFailures(failure);
            }
            return response;
        }),
        diff: answer<messages.DiffRequest>(async (request) => {
            const urn = request.getUrn();
            const state = stateOf(request.getId(), request.getOldInputs(), request.getOlds());
            const difference = await resourceFor(urn).diff(state, properties(request.getNews()), callFor(urn));
            return diffResponse(difference.changes, difference.replace ?? false);
        }),
        create: answer<messages.CreateRequest>(async (request) => {
            const urn = request.getUrn();
            const news = properties(request.getProperties());
            const created = await resourceFor(urn).create(news, request.getPreview(), callFor(urn));
            const response = new messages.CreateResponse();
            response.setId(created.id);
            response.setProperties(struct(created.outputs));
            return response;
        }),
        read: answer<messages.ReadRequest>(async (request) => {
            // A refresh changes nothing here: the truth is asked for in `diff`, at every preview and up.
            const response = new messages.ReadResponse();
            response.setId(request.getId());
            response.setProperties(request.getProperties());
            response.setInputs(request.getInputs());
            return response;
        }),
        update: answer<messages.UpdateRequest>(async (request) => {
            const urn = request.getUrn();
            const state = stateOf(request.getId(), request.getOldInputs(), request.getOlds());
            const news = properties(request.getNews());
            const outputs = await resourceFor(urn).update(state, news, request.getPreview(), callFor(urn));
            const response = new messages.UpdateResponse();
            response.setProperties(struct(outputs));
            return response;
        }),
        delete: answer<messages.DeleteRequest>(async (request) => {
            const urn = request.getUrn();
            const state = stateOf(request.getId(), request.getOldInputs(), request.getProperties());
            await resourceFor(urn).delete(state, callFor(urn));
            return new Empty();
        }),
        cancel: answer(async () => {
            cancelled.abort(new Error("cancelled by the user"));
            return new Empty();
        }),
    });
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error === null ? resolve(port) : reject(error),
        );
    });
}

/** Turns an async function into a gRPC handler; what it throws becomes the message that the user sees. */
function answer<Request = unknown>(work: (request: Request) => Promise<unknown>) {
    return (
        call: { request: Request },
        done: (error: Partial<grpc.ServiceError> | null, response?: unknown) => void,
    ) => {
        work(call.request).then(
            (response) => done(null, response),
            (error: unknown) => done({ code: grpc.status.UNKNOWN, details: told(error) }),
        );
    };
}

function properties(value: Struct | undefined): Properties {
    return (value?.toJavaScript() ?? {}) as Properties;
}

function struct(value: Properties): Struct {
    // `undefined` has no form on the wire; a property that is absent is simply not sent.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);
}

function stateOf(id: string, inputs: Struct | undefined, outputs: Struct | undefined): State {
    return { id, inputs: properties(inputs), outputs: properties(outputs) };
}

function diffResponse(changes: readonly Change[], replace: boolean): messages.DiffResponse {
    const response = new messages.DiffResponse();
    const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
    response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
    response.setHasdetaileddiff(changes.length > 0);
    for (const change of changes) {
        const difference = new messages.PropertyDiff();
        difference.setKind(kinds[change.kind][replace ? 1 : 0]);
        difference.setInputdiff(true);
        response.getDetaileddiffMap().set(change.path, difference);
        if (replace) response.addReplaces(change.path);
    }
    return response;
}

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
const kinds = {
    add: [ADD, ADD_REPLACE],
    delete: [DELETE, DELETE_REPLACE],
    update: [UPDATE, UPDATE_REPLACE],
} as const;
