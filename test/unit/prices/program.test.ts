/** The estimate of real components, under Pulumi's mocks: what they ask AWS for must be what the rules look at. */
import * as pulumi from "@pulumi/pulumi";
import { Environment } from "../../../components/environment";
import type { EnvironmentArgs } from "../../../components/environment-args";
import { FargateService } from "../../../components/fargate-service";
import { FargateVolume } from "../../../components/fargate-volume";
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
        expect(environment.loadBalancer).toBeDefined(); // Made when asked for, as by a published service.
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

describe("a prod environment", () => {
    const sums = async (args: EnvironmentArgs): Promise<Record<string, string>> => {
        const inputs = await estimated(() => {
            const resources = watchResources();
            const environment = new Environment("shared", args);
            expect(environment.loadBalancer).toBeDefined();
            const image = { reference: "registry.example/api:1" };
            const [scaling, spot] = [{ min: 2, max: 6 }, true];
            new FargateService("api", { environment, image, architecture: "ARM64", scaling, spot });
            new FargateVolume("files", { environment });
            new PriceEstimate("price", { resources, region: "us-east-1" });
        });
        expect(inputs.notEstimated).toEqual([]);
        const parts = inputs.parts as Record<string, { monthlyUsd: number; how: string }>;
        return Object.fromEntries(
            Object.entries(parts).map(([part, { monthlyUsd, how }]) => [part, `${monthlyUsd.toFixed(2)} ${how}`]),
        );
    };

    test("with a NAT gateway in each zone; a service that scales by itself on Spot; a volume", async () => {
        expect(await sums({ network: { tasks: "private", nat: "per-az", zones: 2 } })).toEqual({
            "api: Fargate memory": "0.86 api: 2 × 0.5 GB",
            "api: Fargate vCPU":
                "3.90 api: 2 × 0.25 vCPU and 0.5 GB, ARM, on Spot at 33 % of the price on demand, which changes daily, up to 6 under load, not counted",
            "api: alarms": "0.20 2 of api",
            "files: files": "0.30 1 GB of files assumed",
            "shared: NAT gateways": "65.70 2",
            "shared: load balancer": "16.43 1",
            "shared: logs": "0.53 1 GB a month assumed, kept for 30 days",
            "shared: public IPv4": "14.60 2 of NAT gateways; 2 of the load balancer",
        });
    });

    test("with endpoints in the place of NAT gateways, in three zones", async () => {
        const parts = await sums({ network: { tasks: "private", nat: "none", zones: 3 } });
        expect(parts["shared: endpoints"]).toBe(
            // 4 × 3 × 730 × 0.01
            "87.60 shared-ecr-api in 3 zones; shared-ecr-dkr in 3 zones; shared-logs in 3 zones; shared-secretsmanager in 3 zones",
        );
        expect(parts).not.toHaveProperty(["shared: NAT gateways"]);
        expect(parts["shared: public IPv4"]).toBe("10.95 3 of the load balancer");
    });

    test("in somebody else's network", async () => {
        const network = { vpcId: "vpc-1", publicSubnetIds: ["a", "b", "c"], taskSubnetIds: ["d", "e"] };
        const parts = await sums({ network });
        expect(parts["shared: public IPv4"]).toBe("7.30 2 of the load balancer, in two zones assumed");
    });
});
