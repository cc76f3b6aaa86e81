import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse, LogSeverity, SetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Say } from "../engine/log";

/** What a provider says to its engine. */
interface Said {
    getMessage(): string;
    getSeverity(): number;
    getEphemeral(): boolean;
}

/** Stands where a provider looks for the engine, and passes on what it says. */
export async function listen(say: Say): Promise<{ address: string; close: () => void }> {
    const server = new grpc.Server();
    const answer =
        <Request>(answered: (request: Request) => unknown) =>
        (call: { request: Request }, done: (error: null, response: unknown) => void) =>
            done(null, answered(call.request));
    server.addService(EngineService as unknown as grpc.ServiceDefinition, {
        log: answer((request: Said) => {
            const message = request.getMessage().trimEnd();
            const severity = request.getSeverity();
            // An error is told by the request that fails; said here too, the engine would count it twice.
            const kind = request.getEphemeral() ? "ephemeral" : severity === LogSeverity.WARNING ? "warning" : "info";
            if (message !== "" && severity !== LogSeverity.DEBUG) say(message, kind);
            return new Empty();
        }),
        getRootResource: answer(() => new GetRootResourceResponse()),
        setRootResource: answer(() => new SetRootResourceResponse()),
    });
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        ),
    );
    return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
