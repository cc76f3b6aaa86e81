import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type * as grpc from "@grpc/grpc-js";
import { version } from "@pulumi/pulumi/package.json";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { programDependencies, providerPlugins } from "./packages";
import { runPlugin } from "./run-plugin";
import { type RunningProgram, startProgram } from "./run-program";

/** The calls that the stand-in answers; the gRPC server refuses all others as unimplemented. */
type Handlers = Pick<
    ILanguageRuntimeServer,
    | "handshake"
    | "getRequiredPlugins"
    | "getRequiredPackages"
    | "run"
    | "runPlugin"
    | "cancel"
    | "getPluginInfo"
    | "about"
    | "getProgramDependencies"
    | "installDependencies"
    | "runtimeOptionsPrompts"
>;

/** The language service of one host process. */
export interface LanguageService {
    readonly handlers: grpc.UntypedServiceImplementation;
    /** Ends the program that runs now, if any. */
    stopProgram(): void;
}

/** Makes the service; `engineAddress` may also come later, with the handshake. */
export function languageService(engineAddress: string): LanguageService {
    let engine = engineAddress;
    let running: RunningProgram | undefined;
    const stopProgram = (): void => running?.stop();

    const handlers: Handlers = {
        handshake: answer((request: language.LanguageHandshakeRequest) => {
            engine = request.getEngineAddress();
            return new language.LanguageHandshakeResponse();
        }),
        getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(version)),
        getRequiredPlugins: answer((request: language.GetRequiredPluginsRequest) =>
            new language.GetRequiredPluginsResponse().setPluginsList(
                providerPlugins(directoryOf(request)).map(({ name, version, server }) =>
                    new plugin.PluginDependency()
                        .setName(name)
                        .setKind("resource")
                        .setVersion(version)
                        .setServer(server),
                ),
            ),
        ),
        getRequiredPackages: answer((request: language.GetRequiredPackagesRequest) =>
            new language.GetRequiredPackagesResponse().setPackagesList(
                providerPlugins(directoryOf(request)).map(({ name, version, server }) =>
                    new plugin.PackageDependency()
                        .setName(name)
                        .setKind("resource")
                        .setVersion(version)
                        .setServer(server),
                ),
            ),
        ),
        run: async (call, callback) => {
            const response = new language.RunResponse();
            try {
                if (call.request.getAttachDebugger()) throw new Error("the stand-in language host has no debugger");
                running = startProgram(call.request, engine);
                call.on("cancelled", stopProgram);
                const { error = "", bail = false } = await running.finished;
                response.setError(error).setBail(bail);
            } catch (error) {
                response.setError(error instanceof Error ? error.message : String(error));
            }
            running = undefined;
            callback(null, response);
        },
        runPlugin: (call) => runPlugin(call),
        cancel: answer(() => {
            stopProgram();
            return new Empty();
        }),
        about: answer(() => {
            const response = new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version);
            response.getMetadataMap().set("languageHost", "stand-in of Slipway's tools/");
            return response;
        }),
        getProgramDependencies: answer((request: language.GetProgramDependenciesRequest) =>
            new language.GetProgramDependenciesResponse().setDependenciesList(
                programDependencies(directoryOf(request)).map(({ name, version }) =>
                    new language.DependencyInfo().setName(name).setVersion(version),
                ),
            ),
        ),
        installDependencies: (call) => installDependencies(call),
        // No prompt: there is nothing to choose, packages are installed with npm.
        runtimeOptionsPrompts: answer(() => new language.RuntimeOptionsResponse()),
    };
    return { handlers, stopProgram };
}

/** A unary call that is answered at once; what it throws becomes the call's error. */
function answer<Request, Response>(respond: (request: Request) => Response): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        try {
            callback(null, respond(call.request));
        } catch (error) {
            callback(error instanceof Error ? error : new Error(String(error)));
        }
    };
}

function directoryOf(request: { getInfo(): language.ProgramInfo | undefined }): string {
    return request.getInfo()?.getProgramDirectory() || process.cwd();
}

function installDependencies(
    call: grpc.ServerWritableStream<language.InstallDependenciesRequest, language.InstallDependenciesResponse>,
): void {
    const npm = spawn("npm", ["install"], { cwd: directoryOf(call.request), stdio: ["ignore", "pipe", "pipe"] });
    const forward = (stream: Readable, wrap: (chunk: Buffer) => language.InstallDependenciesResponse): void => {
        stream.on("data", (chunk: Buffer) => call.write(wrap(chunk)));
    };
    forward(npm.stdout, (chunk) => new language.InstallDependenciesResponse().setStdout(chunk));
    forward(npm.stderr, (chunk) => new language.InstallDependenciesResponse().setStderr(chunk));
    npm.once("error", (error) => call.destroy(error));
    npm.once("close", (code) => {
        if (code === 0) call.end();
        else call.destroy(new Error(`npm install failed with exit code ${code}`));
    });
}
