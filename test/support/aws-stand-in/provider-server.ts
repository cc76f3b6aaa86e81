import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Unfinished } from "./app-runner-resource";
import type { Props } from "./wire";

/** `undefined`: it is done, and no answer ever comes. */
export type Created = { readonly id: string; readonly outputs: Props } | undefined;

/** What the stand-in provider answers; property values as on the wire. */
export interface StandInProvider {
    check(urn: string, olds: Props, news: Props): Props;
    /** Names of properties that differ, and of those among them that need a new resource. */
    diff(urn: string, olds: Props, news: Props): { changed: string[]; replaces: string[] };
    create(urn: string, news: Props, preview: boolean): Created | Promise<Created>;
    /** Without outputs it is to be imported: its inputs are asked for too. */
    /** `undefined`: there is none any more. */
    read(urn: string, id: string, outputs: Props): { outputs: Props; inputs?: Props } | undefined;
    update(urn: string, id: string, change: { olds: Props; news: Props; preview: boolean }): Props;
    delete(urn: string, id: string, outputs: Props): void;
    invoke(token: string, args: Props): Props;
}

/** Serves one provider that, as the real one, is asked in previews too. The server of @pulumi/pulumi is not. */
export function serveStandIn(provider: StandInProvider): Promise<number> {
    const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
    server.addService(ResourceProviderService as unknown as grpc.ServiceDefinition, {
        attach: answer(() => new Empty()),
        getPluginInfo: answer(() => {
            const info = new PluginInfo();
            info.setVersion("7.48.0");
            return info;
        }),
        checkConfig: answer<messages.CheckRequest>((request) => {
            const response = new messages.CheckResponse();
            response.setInputs(request.getNews());
            return response;
        }),
        diffConfig: answer(() => new messages.DiffResponse()),
        configure: answer(() => {
            const response = new messages.ConfigureResponse();
            response.setAcceptsecrets(true);
            response.setSupportspreview(true);
            return response;
        }),
        check: answer<messages.CheckRequest>((request) => {
            const response = new messages.CheckResponse();
            response.setInputs(
                struct(provider.check(request.getUrn(), props(request.getOlds()), props(request.getNews()))),
            );
            return response;
        }),
        diff: answer<messages.DiffRequest>((request) => {
            const { changed, replaces } = provider.diff(
                request.getUrn(),
                props(request.getOldInputs()),
                props(request.getNews()),
            );
            const response = new messages.DiffResponse();
            const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
            response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
            response.setReplacesList(replaces);
            response.setDiffsList(changed);
            return response;
        }),
        create: answer<messages.CreateRequest>(async (request) => {
            const created = await provider.create(
                request.getUrn(),
                props(request.getProperties()),
                request.getPreview(),
            );
            if (created === undefined) return undefined;
            const response = new messages.CreateResponse();
            response.setId(created.id);
            response.setProperties(struct(created.outputs));
            return response;
        }),
        read: answer<messages.ReadRequest>((request) => {
            const response = new messages.ReadResponse();
            response.setId(request.getId());
            const found = provider.read(request.getUrn(), request.getId(), props(request.getProperties()));
            if (found === undefined) {
                response.setId("");
                return response;
            }
            const { outputs, inputs } = found;
            response.setProperties(struct(outputs));
            response.setInputs(inputs === undefined ? request.getInputs() : struct(inputs));
            return response;
        }),
        update: answer<messages.UpdateRequest>((request) => {
            const [olds, news] = [props(request.getOlds()), props(request.getNews())];
            const response = new messages.UpdateResponse();
            const outputs = provider.update(request.getUrn(), request.getId(), {
                olds,
                news,
                preview: request.getPreview(),
            });
            response.setProperties(struct(outputs));
            return response;
        }),
        delete: answer<messages.DeleteRequest>((request) => {
            provider.delete(request.getUrn(), request.getId(), props(request.getProperties()));
            return new Empty();
        }),
        invoke: answer<messages.InvokeRequest>((request) => {
            const response = new messages.InvokeResponse();
            response.setReturn(struct(provider.invoke(request.getTok(), props(request.getArgs()))));
            return response;
        }),
        cancel: answer(() => new Empty()),
    });
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error === null ? resolve(port) : reject(error),
        );
    });
}

function answer<Request = unknown>(work: (request: Request) => unknown) {
    return async (
        call: { request: Request },
        done: (error: Partial<grpc.ServiceError> | null, response?: unknown) => void,
    ) => {
        try {
            const response = await work(call.request);
            if (response !== undefined) done(null, response);
        } catch (error) {
            done(failure(error as Error));
        }
    };
}

/** What was made all the same is told of, as the real provider does: the engine keeps it. */
function failure(error: Error): Partial<grpc.ServiceError> {
    const answer = { code: grpc.status.UNKNOWN, details: error.message };
    if (!(error instanceof Unfinished)) return answer;
    const detail = new messages.ErrorResourceInitFailed();
    detail.setId(error.id);
    detail.setProperties(struct(error.outputs));
    detail.setReasonsList([error.message]);
    const packed = new Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(error.message);
    status.addDetails(packed);
    const metadata = new grpc.Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return { ...answer, metadata };
}

function props(value: Struct | undefined): Props {
    return (value?.toJavaScript() ?? {}) as Props;
}

function struct(value: Props): Struct {
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);
}
