import { line, type PriceContext, type PriceLine } from "./line";
import { plain, plainNumber, type PricedResource } from "./resources";
import { PRICES, type PriceName } from "./table";

/** What RDS offers least; an instance without a size has it. */
const LEAST_STORAGE_GB = 20;

/** A database on RDS: instance and storage, both twice where it stands in two zones. Backups of its size cost nothing. */
export function database({ name, props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    const type = String(plain(props.instanceClass) ?? "");
    const zones = plain(props.multiAz) === true ? 2 : 1;
    const size = plainNumber(props.allocatedStorage) ?? LEAST_STORAGE_GB;
    const storage = { price: "databaseStorage", count: size * zones, how: `${zones} × ${size} GB` } as const;
    return [
        ...hourly("database", { what: `RDS for PostgreSQL, each zone: ${type}`, count: zones, type, name }, context),
        ...line("database storage", storage, context),
    ];
}

/** A cache on ElastiCache: its nodes. The newest snapshot costs nothing. */
export function cache({ name, props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    const type = String(plain(props.nodeType) ?? "");
    const engine = plain(props.engine) === "valkey" ? "Valkey" : "Redis OSS";
    const count = plainNumber(props.numCacheClusters) ?? 1;
    return hourly("cache", { what: `ElastiCache for ${engine}: ${type}`, count, type, name }, context);
}

interface Hourly {
    /** As the table has it. */
    readonly what: string;
    readonly count: number;
    readonly type: string;
    readonly name: string;
}

function hourly(part: string, { what, count, type, name }: Hourly, context: PriceContext): PriceLine[] {
    const price = (Object.keys(PRICES) as PriceName[]).find((one) => PRICES[one].what === what);
    if (price !== undefined) return line(part, { price, count, how: `${count} × ${type}` }, context);
    context.onTop(`the ${part} ${name}: ${type || "its class"} is not in the table`);
    return [];
}
