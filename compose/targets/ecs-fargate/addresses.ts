/** A host that a text names, with its port where that can be told. */
export interface Address {
    readonly host: string;
    readonly port?: number;
    /** The variable that holds the text; none: a command. */
    readonly variable: string;
}

/** Ports that an address leaves out. */
const STANDARD_PORTS: Readonly<Record<string, number>> = {
    http: 80,
    ws: 80,
    https: 443,
    wss: 443,
    postgres: 5432,
    postgresql: 5432,
    mysql: 3306,
    mariadb: 3306,
    redis: 6379,
    rediss: 6379,
    mongodb: 27017,
    amqp: 5672,
    amqps: 5671,
    nats: 4222,
    smtp: 25,
    smtps: 465,
};

/** `scheme://user:password@host:port`; a driver may stand after a `+`. */
const URL = /\b([a-z][a-z0-9]*)(?:\+[a-z0-9]+)?:\/\/(?:[^\s/@"']*@)?([A-Za-z0-9_.-]+)(?::(\d+))?/gi;
/** `host:port` by itself or in a list, and the second and later hosts of an address. */
const HOST_AND_PORT = /(?:^|[\s,;=@"'([])([A-Za-z][A-Za-z0-9_.-]*):(\d{1,5})(?![\w.])/g;
/** Variables that hold a host and nothing else. */
export const NAMES_A_HOST = /(HOST|HOSTNAME|SERVER|ADDR|ADDRESS|ENDPOINT|BROKER|SERVICE|UPSTREAM)$/i;

/** Every host that a text names, as far as its form tells. */
export function findAddresses(text: string, variable: string): Address[] {
    const found: Address[] = [];
    for (const [, scheme = "", host = "", port] of text.matchAll(URL)) {
        const number = port === undefined ? STANDARD_PORTS[scheme.toLowerCase()] : Number(port);
        found.push({ host, variable, ...(number !== undefined && { port: number }) });
    }
    for (const [, host = "", port] of text.matchAll(HOST_AND_PORT)) {
        found.push({ host, port: Number(port), variable });
    }
    if (NAMES_A_HOST.test(variable) && /^[A-Za-z0-9_.-]+$/.test(text)) found.push({ host: text, variable });
    return found.filter(
        ({ host, port }, index) => found.findIndex((one) => one.host === host && one.port === port) === index,
    );
}
