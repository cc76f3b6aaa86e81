import type { Server } from "node:http";
import { needsOf, LOAD_BALANCERS, VCPUS } from "../../../cli/doctor/aws/needs";
import { judgeQuota, stillNeeded } from "../../../cli/doctor/aws/quotas";
import { readApps } from "../../../config/apps";
import { DOCKER, found } from "./findings";
import { awsApi, Machine, pulumiAnswers } from "./stand-ins";

const of = (apps: Readonly<Record<string, unknown>>, config: Readonly<Record<string, unknown>> = {}) =>
    Object.fromEntries(
        needsOf({
            apps: readApps(JSON.stringify(apps), "dev", []),
            config: Object.fromEntries(
                Object.entries(config).map(([key, value]) => [
                    key,
                    { secret: false, value: typeof value === "string" ? value : JSON.stringify(value) },
                ]),
            ),
        }).map(({ quota, count }) => [quota.code, count]),
    );

describe("what a stack needs by its settings", () => {
    const fargate = { web: { target: "ecs-fargate", services: { web: { cpu: 512, min: 1, max: 4 }, worker: {} } } };
    test.each([
        ["this machine: nothing", { web: { target: "local" } }, {}, {}],
        ["App Runner alone: nothing", { web: { target: "app-runner" } }, {}, {}],
        ["dev: no NAT gateway", fargate, {}, { "L-F678F1CE": 1, "L-53DA6B97": 1, "L-3032A538": 2.25 }],
        [
            "prod: a NAT gateway with an address in each zone",
            fargate,
            { "slipway:profile": "prod" },
            { "L-F678F1CE": 1, "L-FE5A380F": 1, "L-0263D0A3": 2, "L-53DA6B97": 1, "L-3032A538": 2.25 },
        ],
        [
            "a network and a load balancer that are there",
            fargate,
            {
                "slipway:environment": {
                    vpc: { id: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"] },
                    loadBalancer: {
                        arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/a/b",
                        securityGroup: "sg-1",
                    },
                },
            },
            { "L-3032A538": 2.25 },
        ],
        [
            "Spot has a limit of its own",
            { web: { target: "ecs-express", services: { web: { spot: true } } } },
            {},
            { "L-F678F1CE": 1, "L-53DA6B97": 1 },
        ],
        ["a host", { web: { target: "ec2-compose" } }, {}, { "L-F678F1CE": 1, "L-0263D0A3": 1 }],
        ["settings that are wrong: told by another check", fargate, { "slipway:environment": { vcp: 1 } }, {}],
    ])("%s", (_what, apps, config, needs) => expect(of(apps, config)).toEqual(needs));

    test("what it has made already is not needed again, vCPUs are", () => {
        const needs = needsOf({ apps: readApps(JSON.stringify(fargate), "dev", []), config: {} });
        const made = { "aws:ec2/vpc:Vpc": 1, "aws:lb/loadBalancer:LoadBalancer": 1 };
        expect(stillNeeded(needs, made).map(({ quota }) => quota.code)).toEqual(["L-3032A538"]);
    });
});

describe("a need beside a limit", () => {
    const balancer = { quota: LOAD_BALANCERS, count: 1, instead: "name one" };
    const region = "eu-central-1";
    test("fits", () =>
        expect(judgeQuota(balancer, { allowed: 50, used: 49, region })).toEqual({
            result: "ok",
            what: "application load balancers in the region: 1 needed, 50 allowed, 49 of them used",
        }));
    test("does not: what is used counts, and the request to AWS is written out", () =>
        expect(judgeQuota(balancer, { allowed: 50, used: 50, region })).toEqual({
            result: "wrong",
            what: "application load balancers in the region: 1 more needed, 50 allowed, 50 of them used",
            todo: "ask AWS for more, which may take days: `aws service-quotas request-service-quota-increase --service-code elasticloadbalancing --quota-code L-53DA6B97 --desired-value 51 --region eu-central-1`; or name one",
        }));
    test.each([
        [6, "ok"],
        [5, "warning"],
        [2, "wrong"],
    ])("3 vCPUs of %d: %s, for old and new copies run together", (allowed, result) => {
        expect(judgeQuota({ quota: VCPUS, count: 3, instead: "less" }, { allowed, region }).result).toBe(result);
    });
});

describe("asked of AWS, by a stand-in for its APIs", () => {
    const own = { ...process.env };
    let machine: Machine;
    let api: { url: string; server: Server } | undefined;
    beforeEach(() => {
        machine = new Machine();
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "stand-in", AWS_SECRET_ACCESS_KEY: "stand-in" });
        machine.program("docker", DOCKER);
    });
    afterEach(() => {
        api?.server.closeAllConnections();
        api?.server.close();
        machine.close();
        for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) {
            if (own[name] === undefined) delete process.env[name];
            else process.env[name] = own[name];
        }
    });

    const QUOTAS: Record<string, number> = { "L-F678F1CE": 5, "L-3032A538": 1 };
    const json = (status: number, body: unknown) => ({
        status,
        body: JSON.stringify(body),
        type: "application/x-amz-json-1.1",
    });
    const balancers = `<DescribeLoadBalancersResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeLoadBalancersResult><LoadBalancers>${"<member><Type>application</Type></member>".repeat(20)}<member><Type>network</Type></member></LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>`;

    async function answering(denied = false): Promise<Record<string, unknown>[]> {
        api = await awsApi((target, body) => {
            if (target.startsWith("ServiceQuotas")) {
                if (denied) return json(400, { __type: "AccessDeniedException", message: "no" });
                const { QuotaCode } = JSON.parse(body) as { QuotaCode: string };
                if (target.endsWith(".GetAWSDefaultServiceQuota")) return json(200, { Quota: { Value: 20 } });
                const value = QUOTAS[QuotaCode];
                return value === undefined
                    ? json(400, { __type: "NoSuchResourceException", message: "none" })
                    : json(200, { Quota: { Value: value } });
            }
            return { status: 200, body: balancers, type: "text/xml" };
        });
        process.env.AWS_ENDPOINT_URL = api.url;
        const services = { web: { cpu: 1024 }, worker: { cpu: 1024 } };
        const answers = pulumiAnswers(
            { web: { target: "ecs-fargate", services } },
            { "aws:region": { value: "eu-central-1" } },
        );
        machine.program("pulumi", answers);
        return (await found(machine)).by("AWS quotas");
    }

    test("what fits in one line; what does not, each with what to do; the default where nobody changed it", async () => {
        expect(await answering()).toEqual([
            { result: "ok", what: "VPCs in the region: 1 needed, 5 allowed" },
            {
                result: "wrong",
                what: "application load balancers in the region: 1 more needed, 20 allowed, 20 of them used",
                todo: expect.stringContaining("--quota-code L-53DA6B97 --desired-value 21 "),
            },
            {
                result: "wrong",
                what: "vCPUs of Fargate on demand: 2 more needed, 1 allowed",
                todo: expect.stringContaining("; or take smaller or fewer copies"),
            },
        ]);
    });

    test("who may not ask is told once, and it does not fail the command", async () => {
        expect(await answering(true)).toEqual([
            {
                result: "warning",
                what: "Service Quotas did not answer GetServiceQuota for this account in eu-central-1: AccessDeniedException: no",
                todo: "these credentials may not: allow servicequotas:GetServiceQuota, servicequotas:GetAWSDefaultServiceQuota",
            },
        ]);
    });
});
