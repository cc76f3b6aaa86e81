/**
 * STAND-IN for Pulumi's own Node language host (`pulumi-language-nodejs`), for machines that cannot download it.
 *
 * It serves the same gRPC service to the engine and starts the same program runner of `@pulumi/pulumi` with the same
 * arguments and environment, so a program runs as it does under the real host. It does not serve synchronous invokes
 * (only SDKs older than 2020 use them), debuggers, or the code generators.
 */
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { version } from "@pulumi/pulumi/package.json";
import { orphaned } from "../../provider/engine/orphan";
import { languageService } from "./service";

function main(): void {
    if (process.argv.includes("--version")) {
        console.log(`v${version}`);
        return;
    }
    // The engine gives its own address as the last argument; flags (tracing, log level) are of no use here.
    const engineAddress =
        process.argv
            .slice(2)
            .filter((argument) => !argument.startsWith("-"))
            .at(-1) ?? "";
    const { handlers, stopProgram } = languageService(engineAddress);
    const server = new grpc.Server({
        "grpc.max_receive_message_length": -1,
        "grpc.max_send_message_length": -1,
    });
    server.addService(LanguageRuntimeService, handlers);
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) {
            console.error(`stand-in language host: cannot listen on 127.0.0.1: ${error.message}`);
            process.exit(1);
        }
        console.log(port); // the engine reads the port from the first line of standard output
    });

    const leave = (): void => {
        stopProgram();
        process.exit(0);
    };
    process.on("SIGINT", leave);
    process.on("SIGTERM", leave);
    // An engine that was killed cannot say goodbye: a program must not go on creating resources without it.
    orphaned(engineAddress === "" ? undefined : engineAddress).addEventListener("abort", leave);
}

main();
