import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as grpc from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";

type Call = grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>;

/**
 * Runs a policy pack as the real host does: with `cmd/run-policy-pack` of the `@pulumi/pulumi` that the pack finds. The engine
 * reads the pack's port from its output. Other kinds of plugins are refused: nothing here needs them.
 */
export function runPlugin(call: Call): void {
    const { request } = call;
    if (request.getKind() !== "analyzer") {
        call.destroy(
            new Error(`the stand-in language host runs policy packs, no plugins of kind ${request.getKind()}`),
        );
        return;
    }
    const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
    const runner = createRequire(join(directory, "noop.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const engineAddress = request.getArgsList()[0] ?? "";
    const pack = spawn("node", [runner, engineAddress, directory], {
        cwd: directory, // its package.json gives the pack's version
        env: { ...process.env, ...variables(request.getEnvList()) },
        stdio: ["ignore", "pipe", "pipe"],
    });
    forward(pack, call);
    call.on("cancelled", () => pack.kill());
}

function forward(pack: ChildProcess, call: Call): void {
    pack.stdout?.on("data", (chunk: Buffer) => call.write(new language.RunPluginResponse().setStdout(chunk)));
    pack.stderr?.on("data", (chunk: Buffer) => call.write(new language.RunPluginResponse().setStderr(chunk)));
    pack.once("error", (error) => call.destroy(error));
    pack.once("close", (code) => {
        call.write(new language.RunPluginResponse().setExitcode(code ?? 1));
        call.end();
    });
}

/** `NAME=value` texts as an object. */
function variables(texts: readonly string[]): Record<string, string> {
    return Object.fromEntries(
        texts.map((text) => {
            const [name = "", ...value] = text.split("=");
            return [name, value.join("=")];
        }),
    );
}
