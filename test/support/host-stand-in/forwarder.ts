import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Brings TCP connections from an address of a Docker network to one of this machine's loopback; it can be cut. */
export class Forwarder {
    private readonly server: Server;
    private readonly open = new Set<Socket>();
    private cut = false;

    private constructor(private readonly target: number) {
        this.server = createServer((socket) => this.accept(socket));
    }

    static async start(address: string, target: number): Promise<Forwarder> {
        const forwarder = new Forwarder(target);
        await new Promise<void>((done, reject) => {
            forwarder.server.once("error", reject);
            forwarder.server.listen(0, address, done);
        });
        return forwarder;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** From now on connections are closed at once: the service is down. */
    down(): void {
        this.cut = true;
        for (const socket of this.open) socket.destroy();
    }

    up(): void {
        this.cut = false;
    }

    async stop(): Promise<void> {
        this.down();
        await new Promise<void>((done) => this.server.close(() => done()));
    }

    private accept(socket: Socket): void {
        if (this.cut) return void socket.destroy();
        const onward = connect(this.target, "127.0.0.1");
        for (const one of [socket, onward]) {
            this.open.add(one);
            one.on("error", () => undefined); // its close follows
            one.on("close", () => this.open.delete(one));
        }
        // What has come is passed on before the end is: only a connection that broke, or was cut, breaks the other one.
        const broken = (one: Socket) => this.cut || one.errored !== null;
        socket.on("close", () => onward.destroy());
        onward.on("close", () => broken(onward) && socket.destroy());
        socket.pipe(onward).pipe(socket);
    }
}
