/** The provider as a process of its own, whose engine may be gone before it has loaded. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

jest.setTimeout(60_000);

const PROVIDER = join(__dirname, "../../../provider/pulumi-resource-slipway");
const started: ChildProcess[] = [];

afterAll(() => started.forEach((child) => child.kill("SIGKILL")));

function provider(...given: string[]): ChildProcess {
    const child = spawn(process.execPath, [PROVIDER, ...given], { stdio: ["ignore", "pipe", "inherit"] });
    started.push(child);
    return child;
}

async function port(): Promise<{ port: number; close: () => void }> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

test("an engine that died before the provider had loaded is noticed, and the process ends", async () => {
    const engine = await port();
    engine.close();
    const child = provider(`127.0.0.1:${engine.port}`);
    expect(await once(child, "exit")).toEqual([1, null]);
});

test("with an engine, or one that attaches later, it serves", async () => {
    const engine = await port();
    for (const given of [[`127.0.0.1:${engine.port}`], []]) {
        const child = provider(...given);
        const [line] = (await once(child.stdout!, "data")) as [Buffer];
        expect(String(line)).toMatch(/^\d+\n$/);
        await sleep(2500);
        expect(child.exitCode).toBeNull();
    }
    engine.close();
});
