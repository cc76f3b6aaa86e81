import { randomUUID } from "node:crypto";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { docker } from "../support/docker-sync";
import { TinyApp } from "../support/tiny-app";

/** A second address of this machine's Docker, which can go away: `tcp://127.0.0.1:<port>` leads to its socket. */
class OtherAddress {
    private readonly sockets = new Set<Socket>();
    private constructor(private readonly server: Server) {}

    static async open(): Promise<OtherAddress> {
        const server = createServer();
        const other = new OtherAddress(server);
        server.on("connection", (client) => {
            const daemon = connect("/var/run/docker.sock");
            for (const socket of [client, daemon]) {
                other.sockets.add(socket);
                socket.on("error", () => socket.destroy()).on("close", () => other.sockets.delete(socket));
            }
            client.pipe(daemon).pipe(client);
        });
        await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
        return other;
    }

    get host(): string {
        return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async close(): Promise<void> {
        for (const socket of this.sockets) socket.destroy();
        await new Promise((closed) => this.server.close(closed));
    }
}

/** docker-build records the address of the Docker that it builds in: whichever it was, the next `up` uses today's. */
describe("one stack, two addresses of Docker in turn", () => {
    let app: TinyApp;
    let other: OtherAddress;

    beforeAll(async () => {
        app = await TinyApp.make("t-hosts");
        other = await OtherAddress.open();
    });
    afterAll(async () => {
        await app.dispose();
        await other.close();
    });

    test("the other one, then this machine's own after the other has gone", async () => {
        const there = await app.stack.up([], { DOCKER_HOST: other.host });
        expect(there.output).not.toMatch(/error:/);
        expect(there.code).toBe(0);
        const images = () => docker("image", "ls", "--quiet", "slipway/tiny").trim().split("\n");
        const before = images();
        await other.close();

        app.configure({ GREETING: "from here" });
        // Never built before: an earlier run on this machine may have left its image in Docker.
        app.edit("web.py", (text) => `${text}\n# another image: ${randomUUID()}\n`);
        const here = await app.stack.up();
        expect(here.output).not.toMatch(/error:/);
        expect(here.code).toBe(0);
        expect(await app.answer()).toMatchObject({ status: 200, body: { greeting: "from here" } });
        expect(images().filter((image) => !before.includes(image))).toHaveLength(1);
    });

    test("and the same address once more changes nothing", async () => {
        const again = await app.stack.preview(["--expect-no-changes"]);
        expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    });
});
