/** The committed stacks under mocks, all five reference apps: what they are made of and what that costs. docs/reference-stacks.md has the same. */
import { join } from "node:path";
import { table } from "../../../tools/docs/table";
import { expectOnPage } from "../../support/checked-page";
import { type MadeResource, mockedStack } from "../../support/mocked-stack";
import { isAws, ownerOf, priceOf } from "../../support/stack-price";

const APPS = ["action-spec", "pivotal", "sovd", "spec-editor", "task-api"];
const REGION = "eu-central-1";
/** The table has a price of a cache in this region only. */
const REGION_OF_CACHES = "us-east-1";
const DEV_BUDGET_USD = 75;
const PAGE = join(__dirname, "../../../docs/reference-stacks.md");

async function made(stack: string): Promise<MadeResource[]> {
    const quiet = ["warn", "log"].map((say) => jest.spyOn(console, say as "warn").mockImplementation());
    try {
        return await mockedStack(stack);
    } finally {
        for (const spy of quiet) spy.mockRestore();
    }
}

const usd = (amount: number): string => amount.toFixed(2);

/** Rows are parts, a column an owner. */
function prices(resources: readonly MadeResource[], region: string): string {
    const { parts, monthlyUsd, onTop } = priceOf(resources, APPS, region);
    const owners = ["shared", ...APPS];
    const names = [...new Set(Object.keys(parts).map((key) => key.split(": ")[1]!))].sort();
    const cell = (owner: string, part: string) => parts[`${owner}: ${part}`]?.monthlyUsd ?? 0;
    const shown = (amount: number) => (amount === 0 ? "" : usd(amount));
    const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
    const rows = names.map((part) => [part, ...owners.map((owner) => shown(cell(owner, part)))]);
    const sums = owners.map((owner) => usd(sum(names.map((part) => cell(owner, part)))));
    return [
        table(["USD a month", ...owners], [...rows, ["**in all**", ...sums]]),
        `**${usd(monthlyUsd)} USD a month** in ${region}, idle; on top: ${onTop.join("; ")}.`,
    ].join("\n\n");
}

/** How many of what an app is made of. */
function resources(all: readonly MadeResource[]): string {
    const owners = ["shared", ...APPS];
    const kinds = [...new Set(all.map(({ type }) => type))].sort();
    const count = (owner: string, type: string) =>
        all.filter((one) => one.type === type && ownerOf(one, APPS) === owner).length;
    const rows = kinds.map((type) => [`\`${type}\``, ...owners.map((owner) => String(count(owner, type) || ""))]);
    const sums = owners.map((owner) => String(all.filter((one) => ownerOf(one, APPS) === owner).length));
    return table(["resource", ...owners], [...rows, ["**in all**", ...sums]]);
}

let dev: MadeResource[];
let prod: MadeResource[];

beforeAll(async () => {
    dev = await made("dev");
    prod = await made("prod");
});

test("all five apps in dev stay within 75 USD a month, idle; with a host twice as large they would not", () => {
    const { monthlyUsd, notEstimated } = priceOf(dev, APPS, REGION);
    expect(notEstimated).toEqual([]);
    expect(monthlyUsd).toBeLessThanOrEqual(DEV_BUDGET_USD);

    const larger = dev.map((one) =>
        one.type === "aws:ec2/instance:Instance"
            ? { ...one, inputs: { ...one.inputs, instanceType: "t3.medium" } }
            : one,
    );
    expect(priceOf(larger, APPS, REGION).monthlyUsd).toBeGreaterThan(DEV_BUDGET_USD);
});

test("the documentation's tables are what the stacks are made of; UPDATE_PAGES=1 writes them", () => {
    for (const stack of [dev, prod]) {
        const owners = new Set(stack.filter(isAws).map((one) => ownerOf(one, APPS)));
        expect([...owners].sort()).toEqual([...APPS, "shared"].sort());
    }
    const text = [
        "## `dev`: prices",
        prices(dev, REGION),
        "## `dev`: resources",
        resources(dev),
        "## `prod`: prices",
        prices(prod, REGION_OF_CACHES),
        "## `prod`: resources",
        resources(prod),
    ].join("\n\n");
    expectOnPage(PAGE, text);
});
