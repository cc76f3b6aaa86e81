/** The estimate of real components, under Pulumi's mocks: what they ask AWS for must be what the rules look at. */
import * as pulumi from "@pulumi/pulumi";
import { Environment } from "../../../components/environment";
import { FargateService } from "../../../components/fargate-service";
import { PriceEstimate, watchResources } from "../../../components/price-estimate";
import { FUNCTIONS } from "../../support/aws-stand-in/resource-models";

type Inputs = Record<string, unknown>;

/** Runs a program and gives the inputs of the estimate it made. */
async function estimated(program: () => void): Promise<Inputs> {
    let inputs: Inputs | undefined;
    await pulumi.runtime.setMocks(
        {
            call: ({ token }) => FUNCTIONS[token] ?? {},
            newResource: ({ type, name, inputs: given }) => {
                if (type === "slipway:index:PriceEstimate") inputs = given as Inputs;
                return { id: `${name}-id`, state: { arn: `arn:aws:x:eu-central-1:1:${name}`, ...(given as Inputs) } };
            },
        },
        "prices",
        "dev",
        // As in a first preview: what AWS assigns is not known.
        true,
    );
    await pulumi.runtime.runInPulumiStack(async () => {
        program();
        return {};
    });
    await pulumi.runtime.disconnect();
    if (inputs === undefined) throw new Error("the program made no estimate");
    return inputs;
}

function dev(copies: number): () => void {
    return () => {
        const resources = watchResources();
        const environment = new Environment("shared", { disposable: true });
        new FargateService("api", {
            environment,
            image: { reference: "registry.example/api:1" },
            size: { cpu: 512, memoryMiB: 1024 },
            copies,
            secrets: { TOKEN: { value: "a value" } },
            labelKey: "a key of the test's",
        });
        new PriceEstimate("price", { resources, region: environment.account.region });
    };
}

// First: once a stack was made in this process, there is one.
test("without a stack, as under mocks alone, nothing is watched and nothing fails", () => {
    expect(pulumi.runtime.getStackResource()).toBeUndefined();
    expect(watchResources()).toEqual([]);
});

test("an environment and a service are priced in a first preview, by owner, with nothing left over", async () => {
    const inputs = await estimated(dev(2));
    const parts = inputs.parts as Record<string, { monthlyUsd: number; how: string }>;
    expect(Object.fromEntries(Object.entries(parts).map(([part, { monthlyUsd }]) => [part, monthlyUsd]))).toMatchObject(
        {
            "api: Fargate memory": 7.46, // 2 × 730 × 0.00511
            "api: Fargate vCPU": 33.99, // 2 × 0.5 × 730 × 0.04656
            "api: public IPv4": 7.3,
            "api: secrets": 0.4,
            "shared: load balancer": 19.71,
            "shared: public IPv4": 7.3,
        },
    );
    expect(inputs).toMatchObject({
        name: "price",
        region: "eu-central-1",
        pricesSince: "2026-09-11",
        notEstimated: [],
    });
    expect(JSON.stringify(inputs)).not.toContain("a value");
});
