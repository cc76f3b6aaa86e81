import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Tells the user something about one resource, through the engine's display. */
export type Say = (line: string, kind?: "info" | "warning" | "error" | "ephemeral") => void;

const SEVERITIES = {
    info: LogSeverity.INFO,
    ephemeral: LogSeverity.INFO,
    warning: LogSeverity.WARNING,
    error: LogSeverity.ERROR,
} as const;

/** Connects to the engine's display. Lines are shown in the order given; a display that is gone is no error. */
export function connectLog(engineAddress: string | undefined): (urn: string) => Say {
    if (engineAddress === undefined) return () => (line) => console.error(line);
    const engine = new EngineClient(engineAddress, grpc.credentials.createInsecure());
    // Calls go one after the other: the engine shows them in the order of arrival.
    let last: Promise<void> = Promise.resolve();
    return (urn) => {
        let progress = "";
        return (line, kind = "info") => {
            // Where there is no terminal every progress line is printed: the same one again tells nothing.
            if (kind === "ephemeral" && line === progress) return;
            progress = kind === "ephemeral" ? line : "";
            const request = new LogRequest();
            request.setSeverity(SEVERITIES[kind]);
            request.setMessage(line);
            request.setUrn(urn);
            request.setEphemeral(kind === "ephemeral");
            last = last.then(() => new Promise((done) => void engine.log(request, () => done())));
        };
    };
}
