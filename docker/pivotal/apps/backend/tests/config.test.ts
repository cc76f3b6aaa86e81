import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { readConfig } from "../src/config.js";
import { connectionString } from "../src/database.js";
import { placeOf, waitFor } from "../src/wait.js";
import { SETTINGS } from "./fakes.js";

test("the defaults", () => {
    expect(readConfig(SETTINGS)).toMatchObject({ host: "0.0.0.0", port: 3000, migrateOnStart: true, corsOrigins: [] });
});

test.each([
    [{ DATABASE_URL: undefined }, "DATABASE_URL is not set"],
    [{ DATABASE_URL: "mysql://u:hunter2@db/x" }, "DATABASE_URL is no address that begins with postgres:// or postgresql://"],
    [{ REDIS_URL: "redis://:hunt%er2:@/@cache" }, "REDIS_URL is no address"],
    [{ PORT: "65536" }, 'PORT is "65536"; give a number from 1 to 65535'],
    [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL is "loud"'],
    [{ MIGRATE_ON_START: "yes" }, 'MIGRATE_ON_START is "yes"; give one of true, false'],
    [{ CORS_ORIGINS: "*" }, 'CORS_ORIGINS holds "*"'],
])("%j is refused by name, without a password", (bad, said) => {
    const read = () => readConfig({ ...SETTINGS, ...bad });
    expect(read).toThrow(said);
    expect(read).not.toThrow("hunt");
});

test("waits until a place takes connections, and says who did not", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const said: string[] = [];
    const place = placeOf("PostgreSQL", `postgresql://u:p@127.0.0.1:${port}/x`, 5432);
    await waitFor([place], 5, (text) => said.push(text));
    await new Promise((done) => server.close(done));
    expect(said).toEqual([`PostgreSQL at 127.0.0.1:${port} takes connections`]);
    await expect(waitFor([place], 0, () => undefined)).rejects.toThrow(
        `PostgreSQL at 127.0.0.1:${port} took no connection within 0 s: ECONNREFUSED`,
    );
});

test("sslmode is read as libpq reads it, and a password stays as it is", () => {
    const url = "postgresql://u:p%40ss@db:5432/x";
    expect(connectionString(url)).toBe(url);
    expect(connectionString(`${url}?sslmode=require`)).toBe(`${url}?sslmode=require&uselibpqcompat=true`);
});
