import { line, unitPrice, type PriceContext, type PriceLine } from "./line";
import { plain, plainNumber, plainObject, type PricedResource } from "./resources";
import { PRICES, type PriceName } from "./table";

/** What an instance has, where its arguments do not say: that of Amazon Linux's image. */
const IMAGE_GIB = 8;
/** A snapshot holds what has changed since the one before: assumed of all of them together. */
const ASSUMED_SNAPSHOT_GB = 5;

/** An instance and its own disk; the data volume is a resource of its own. */
export function instance({ name, props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    const type = String(plain(props.instanceType) ?? "");
    const price = priceOf(type);
    if (price === undefined) context.onTop(`the instance ${name}: ${type || "its type"} is not in the table`);
    const size = plainNumber(plainObject(props.rootBlockDevice).volumeSize) ?? IMAGE_GIB;
    return [
        ...(price === undefined ? [] : line("EC2 instance", { price, count: 1, how: `1 ${type}` }, context)),
        ...line("disk", { price: "disk", count: size, how: `${size} GB of the system` }, context),
    ];
}

export function volume({ props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    const size = plainNumber(props.size) ?? 0;
    return line("disk", { price: "disk", count: size, how: `${size} GB of data` }, context);
}

export function snapshots(_: PricedResource, context: PriceContext): readonly PriceLine[] {
    const how = `${ASSUMED_SNAPSHOT_GB} GB assumed ${unitPrice("snapshots", context.region)}`;
    return line("snapshots", { price: "snapshots", count: ASSUMED_SNAPSHOT_GB, how }, context);
}

/** The price of a type of instance by its words in the table. */
function priceOf(type: string): PriceName | undefined {
    return (Object.keys(PRICES) as PriceName[]).find((name) => PRICES[name].what === `EC2, Linux: ${type}`);
}
