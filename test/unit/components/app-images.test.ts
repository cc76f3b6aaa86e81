import * as pulumi from "@pulumi/pulumi";
import type { FargateEnvironment } from "../../../components/service-environment";
import { appImages } from "../../../components/app/images";
import type { FargateAppPlan, FargateTaskPlan } from "../../../components/fargate/plan";

type Task = Pick<FargateTaskPlan, "build"> & Partial<FargateTaskPlan>;
const from = (image: string, more: Partial<FargateTaskPlan> = {}): Task => ({
    build: { context: "-", dockerfileInline: `FROM ${image}\n` },
    architecture: "X86_64",
    ...more,
});

/** Repositories that are made for an app as such, and what each of its parts is given. */
async function made(services: Record<string, Task>, jobs: Record<string, Task> = {}) {
    const repositories: string[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => {
                if (type === "aws:ecr/repository:Repository") repositories.push(String(inputs.name));
                return { id: name, state: { ...inputs, repositoryUrl: `1.ecr.example/${inputs.name}`, arn: "arn" } };
            },
            call: () => ({}),
        },
        "slipway",
        "dev",
        false,
    );
    const environment = { disposable: true, account: { access: {} } } as unknown as FargateEnvironment;
    const plan = { app: "shop", services, jobs, layers: [] } as unknown as FargateAppPlan;
    const images = appImages("shop", { environment, plan, secrets: {} }, new pulumi.ComponentResource("app", "shop"));
    await pulumi.runtime.disconnect();
    const given = Object.entries(images).map(([name, image]) => [
        name,
        "shared" in image ? image.shared.title.split(":")[0] : "its own",
    ]);
    return { repositories, given: Object.fromEntries(given) as Record<string, string> };
}

test("what is built alike is built once, under the name of the first service among its users", async () => {
    const jobs = { migrate: from("a:1", { container: { command: ["migrate"] } }) };
    expect(await made({ api: from("a:1"), worker: from("a:1"), proxy: from("b:1") }, jobs)).toEqual({
        repositories: ["slipway-dev/shop-api"],
        given: {
            api: "slipway-dev/shop-api",
            worker: "slipway-dev/shop-api",
            migrate: "slipway-dev/shop-api",
            proxy: "its own",
        },
    });
});

test("jobs alone share too; another build, or another architecture, is another image", async () => {
    const jobs = { first: from("a:1"), second: from("a:1"), third: from("a:1", { architecture: "ARM64" }) };
    expect(await made({ api: from("a:2") }, jobs)).toEqual({
        repositories: ["slipway-dev/shop-first"],
        given: {
            api: "its own",
            first: "slipway-dev/shop-first",
            second: "slipway-dev/shop-first",
            third: "its own",
        },
    });
});
