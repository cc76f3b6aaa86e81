import { unknown } from "../../../provider/engine/property-values";
import { PriceEstimateResource } from "../../../provider/resources/price-estimate";

const inputs = (monthlyUsd: number) => ({
    name: "price",
    region: "eu-central-1",
    pricesSince: "2026-09-11",
    parts: { "shop: Fargate vCPU": { monthlyUsd, how: "api" } },
    monthlyUsd,
    onTop: ["data transfer"],
    notEstimated: [],
});

const resource = new PriceEstimateResource();
const said: string[] = [];
const call = { urn: "urn", say: (line: string) => void said.push(line), signal: new AbortController().signal };
const state = { id: "price", inputs: inputs(8.5), outputs: inputs(8.5) };

beforeEach(() => said.splice(0));

test("made: the preview prints the estimate, the update after it nothing", async () => {
    await resource.create(inputs(8.5), true, call);
    expect(said).toEqual([
        "≈ $8.50 a month in eu-central-1 (list prices of 2026-09-11 or later, 730 hours, without tax and free tiers):\n" +
            "  shop $8.50\n    Fargate vCPU $8.50 (api)\n" +
            "  on top, by use: data transfer",
    ]);
    expect((await resource.create(inputs(8.5), false, call)).id).toBe("price");
    expect(said).toHaveLength(1);
});

test("changed: one sentence; unchanged: nothing to say and nothing to do", async () => {
    const { changes } = await resource.diff(state, inputs(17), call);
    expect(changes.map(({ path }) => path).sort()).toEqual(["monthlyUsd", 'parts["shop: Fargate vCPU"].monthlyUsd']);
    expect(said).toEqual(["≈ $8.50 → $17.00 a month (+$8.50: shop: Fargate vCPU +$8.50)"]);
    expect((await resource.diff(state, inputs(8.5), call)).changes).toEqual([]);
    expect(said).toHaveLength(1);
});

test("an unknown input fails nothing", async () => {
    const news = { ...inputs(1), region: unknown };
    await resource.diff(state, news, call);
    await resource.create(news, true, call);
    expect(said).toEqual(["the monthly price is not known before the region is"]);
});
