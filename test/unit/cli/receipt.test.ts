/** `slipway receipt`, with a STAND-IN for the command `pulumi`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { doomedOf, regionOf } from "../../../cli/teardown/state";
import { repositoryRoot } from "../../../tools/paths";
import { Machine, pulumiAnswers } from "./stand-ins";
import { ended } from "./terminal";

const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const made = (type: string, name: string, more: object) => ({ urn: urn(type, name), type, custom: true, ...more });
const STATE = JSON.stringify({
    deployment: {
        resources: [
            { urn: urn("pulumi:pulumi:Stack", "shop-dev"), type: "pulumi:pulumi:Stack" },
            made("pulumi:providers:aws", "default", { id: "p" }),
            { urn: urn("slipway:components:Environment", "shared"), type: "slipway:components:Environment" },
            made("aws:ecr/repository:Repository", "shop-web", {
                id: "shop-dev/shop-web",
                inputs: { forceDelete: false },
                outputs: { arn: "arn:aws:ecr:eu-central-1:1:repository/shop-dev/shop-web" },
                retainOnDelete: true,
            }),
            made("aws:efs/fileSystem:FileSystem", "data", { id: "fs-1", retainOnDelete: true, protect: true }),
            made("aws:ec2/vpc:Vpc", "found", { id: "vpc-1", external: true }),
            made("aws:mq/broker:Broker", "broker", { id: "b-1" }),
        ],
    },
});

let machine: Machine;
beforeEach(() => (machine = new Machine()));
afterEach(() => machine.close());

const receipt = (state: string, ...args: string[]) => {
    machine.program("pulumi", { ...pulumiAnswers({}), "stack export --stack dev*": { out: state } });
    return ended(["receipt", ...args], { directory: machine.project });
};

test("what stands in the way, what stays, its price and how to remove it", async () => {
    expect(await receipt(STATE)).toEqual({
        code: 0,
        err: "",
        out: [
            "Before `pulumi destroy --stack dev` can do its work:",
            "  FileSystem data: Pulumi refuses to delete it (protect)",
            "      pulumi state unprotect 'urn:pulumi:dev::shop::aws:efs/fileSystem:FileSystem::data' --stack dev --yes",
            "",
            "`pulumi destroy --stack dev` leaves (list prices of 2026-09-11 or later, eu-central-1):",
            "  images shop-dev/shop-web: $0.10 a month (1 GB assumed, $0.1 per GB-month)",
            "      the last releases; without its lifecycle policy nothing goes by itself",
            "      to remove: aws ecr delete-repository --region eu-central-1 --force --repository-name shop-dev/shop-web",
            "  files (EFS) fs-1: $0.36 a month (1 GB assumed, $0.36 per GB-month)",
            "      with everything that the app has written",
            "      to remove: aws efs delete-file-system --region eu-central-1 --file-system-id fs-1",
            "together about $0.46 a month",
            "Not known to Slipway, so look yourself whether anything of them stays:",
            "  aws:mq/broker:Broker broker",
            "",
        ].join("\n"),
    });
});

test("as JSON", async () => {
    const { code, out } = await receipt(STATE, "--stack", "dev", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
        ...{ stack: "dev", resources: 3, region: "eu-central-1", pricesSince: "2026-09-11", monthlyUsd: 0.46 },
        left: [
            { kind: "images", id: "shop-dev/shop-web", monthlyUsd: 0.1 },
            { kind: "files (EFS)", id: "fs-1", monthlyUsd: 0.36 },
        ],
        obstacles: [{ what: "FileSystem", id: "data", lift: expect.stringContaining("pulumi state unprotect '") }],
        unknown: ["aws:mq/broker:Broker broker"],
    });
});

test("a stack of which nothing stays, one with nothing deployed, and one that is not there", async () => {
    const nothing = { deployment: { resources: [made("aws:ecs/service:Service", "web", { id: "s" })] } };
    expect(await receipt(JSON.stringify(nothing))).toEqual({
        ...{ code: 0, err: "" },
        out: "`pulumi destroy --stack dev` leaves nothing.\n",
    });
    expect((await receipt('{"deployment":{}}')).out).toBe(
        "stack dev has nothing deployed, so there is nothing to destroy: `slipway sweep --stack dev` looks for what an earlier destroy has left\n",
    );
    machine.program("pulumi", { "stack export*": { err: "error: no stack named 'nope' found\n", code: 255 } });
    expect(await ended(["receipt", "--stack", "nope"], { directory: machine.project })).toEqual({
        ...{ code: 1, out: "" },
        err: "error: stack nope: no stack named 'nope' found\n",
    });
});

test("reads what Pulumi really exported: no component, no provider, and the region by an ARN", () => {
    const exported = (stack: string) =>
        doomedOf(readFileSync(join(repositoryRoot, "test", "fixtures", "state", "issue-3", `${stack}.json`), "utf8"));
    const dev = exported("dev");
    expect(dev.length).toBeGreaterThan(30);
    expect(dev.filter(({ type }) => type.startsWith("pulumi:") || type.startsWith("slipway:components"))).toEqual([]);
    expect(dev.filter(({ retained }) => retained).map(({ type }) => type)).toContain(
        "aws:secretsmanager/secretVersion:SecretVersion",
    );
    expect([regionOf(dev), regionOf(exported("local"))]).toEqual(["eu-central-1", ""]);
});
