/** How many connections docker/sovd opens at most in production, by its sources and `Pulumi.prod.yaml`, against what its database takes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { databaseSettings } from "../../../components/managed/database-settings";

const repository = join(__dirname, "../../..");
const text = (file: string): string => readFileSync(join(repository, file), "utf8");
const number = (pattern: RegExp, file: string): number => Number(pattern.exec(text(file))?.[1] ?? NaN);

/** GiB of memory of the classes that `managed` takes by itself. */
const MEMORY_GIB: Readonly<Record<string, number>> = { "db.t4g.micro": 1, "db.t4g.small": 2 };
/** RDS's own default: `LEAST({DBInstanceClassMemory/9531392}, 5000)`; the operating system and RDS take their part of the memory before. */
const [BYTES_A_CONNECTION, TAKEN_MIB] = [9_531_392, 300];
/** For an administrator, RDS itself and the migration. */
const RESERVED = 10;
/** While a release replaces copies, the old ones and the new ones are there (100/200). */
const AT_ONCE = 2;

interface Settings {
    readonly config: {
        readonly "slipway:apps": { readonly sovd: { readonly services: Record<string, { readonly max?: number }> } };
    };
}

const most = (service: string): number => {
    const settings = parse(text("Pulumi.prod.yaml")) as Settings;
    return settings.config["slipway:apps"].sovd.services[service]?.max ?? 1;
};

/** By processes of a copy, its pool, and copies. */
function opened(pool: number): number {
    const workers = number(/"--workers", "(\d+)"/, "docker/sovd/backend/Dockerfile");
    return AT_ONCE * pool * (workers * most("backend") + most("vehicle-connector"));
}

function taken(instanceClass: string): number {
    const bytes = MEMORY_GIB[instanceClass]! * 2 ** 30 - TAKEN_MIB * 2 ** 20;
    return Math.floor(bytes / BYTES_A_CONNECTION) - RESERVED;
}

const ofProd = (): string => String(databaseSettings({ version: "16" }, false).instanceClass);

test("every copy that prod may have, twice while a release goes on, finds connections left", () => {
    const pool = number(/^CONNECTIONS = (\d+)$/m, "docker/sovd/backend/app/database.py");
    expect(text("docker/sovd/backend/app/database.py")).toContain('"pool_size": CONNECTIONS, "max_overflow": 0');
    expect([opened(pool), taken(ofProd())]).toEqual([120, 182]);
    expect(opened(pool)).toBeLessThanOrEqual(taken(ofProd()));
});

test("negative controls: five and five on top, as it was once, or a server of half the memory, would not do", () => {
    expect(opened(10)).toBeGreaterThan(taken(ofProd()));
    expect(opened(2)).toBeGreaterThan(taken("db.t4g.micro"));
});
