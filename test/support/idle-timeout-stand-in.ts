import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** STAND-IN for what a load balancer does with silence: it passes bytes on, and cuts a connection on which neither side has said anything for so long. */
export class IdleTimeoutStandIn {
    /** Connections that it has cut. */
    cut = 0;
    private readonly sockets = new Set<Socket>();

    private constructor(
        readonly url: string,
        private readonly close: () => void,
    ) {}

    static async before(site: string, idleMs: number): Promise<IdleTimeoutStandIn> {
        const { hostname, port } = new URL(site);
        const server = createServer((client) => self.pass(client, connect(Number(port), hostname), idleMs));
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port: own } = server.address() as AddressInfo;
        const self: IdleTimeoutStandIn = new IdleTimeoutStandIn(`http://127.0.0.1:${own}`, () => server.close());
        return self;
    }

    stop(): void {
        this.close();
        for (const socket of this.sockets) socket.destroy();
    }

    private pass(client: Socket, service: Socket, idleMs: number): void {
        const end = (): void => {
            clearTimeout(timer);
            client.destroy();
            service.destroy();
        };
        const cut = (): void => {
            this.cut += 1;
            end();
        };
        let timer = setTimeout(cut, idleMs);
        for (const [from, to] of [
            [client, service],
            [service, client],
        ] as const) {
            this.sockets.add(from);
            from.on("data", (bytes) => {
                clearTimeout(timer);
                timer = setTimeout(cut, idleMs);
                to.write(bytes);
            });
            from.on("close", end).on("error", end);
        }
    }
}
