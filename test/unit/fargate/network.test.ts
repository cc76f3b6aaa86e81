/** A version that serves in another network than it must: what ECS's circuit breaker leaves of a changed network. Against a STAND-IN of ECS. */
import type { EcsInputs, EcsRecord } from "../../../provider/drivers/ecs-fargate/deployment";
import { ACTIONS, connect } from "../../../provider/drivers/ecs-fargate/client";
import { drift } from "../../../provider/drivers/ecs-fargate/drift";
import { rollOut } from "../../../provider/drivers/ecs-fargate/rollout";
import { lastLines } from "../../../provider/aws/log-lines";
import { connectTargets } from "../../../provider/aws/ecs/targets";
import { InProcess } from "../../support/aws-stand-in/in-process";
import { contextFor } from "../../support/release-context";

const NETWORK = { subnets: ["subnet-b", "subnet-a"], securityGroups: ["sg-1"], assignPublicIp: false };
/** As ECS tells it. */
const placed = (...subnets: string[]) => ({
    awsvpcConfiguration: { subnets, securityGroups: ["sg-1"], assignPublicIp: "DISABLED" },
});
const AWAY = "its tasks have subnet-old, sg-1, no public address, not subnet-a subnet-b, sg-1, no public address";

let aws: InProcess;
beforeAll(async () => {
    aws = await new InProcess().start();
});
beforeEach(() => aws.faults({}));
afterAll(() => aws.stop());

/** Pulumi has pointed the service at a version; its newest deployment runs in these subnets. */
function pointed(name: string, ...subnets: string[]): EcsInputs {
    const wanted = aws.point(name);
    aws.service(name).deployments[0]!.networkConfiguration = placed(...subnets);
    return { ...wanted, deployment: { ...wanted.deployment, network: NETWORK } };
}

async function release(wanted: EcsInputs): Promise<string[]> {
    const said: string[] = [];
    const context = contextFor(said, {});
    const ecs = connect(wanted.deployment, context.signal);
    const pauses = { look: [10, 40], confirm: 10, aside: 60_000 } as const;
    await rollOut({
        wanted,
        ecs,
        targets: connectTargets(wanted.deployment, ACTIONS, context.signal),
        log: lastLines,
        context,
        pauses,
    });
    return said;
}

const requests = () => aws.requests().filter(({ operation }) => operation === "UpdateService");

test("in its place, whatever the order of the subnets: nothing is asked for, and no drift", async () => {
    const wanted = pointed("right", "subnet-a", "subnet-b");
    await release(wanted);
    expect(requests()).toEqual([]);
    const recorded = { ...wanted, releaseId: "right:1", evidence: {} } as EcsRecord;
    expect(await drift(recorded, contextFor([], {}))).toEqual([]);
});

test("elsewhere: it is asked for once more, in its network; a preview tells it as drift", async () => {
    const wanted = pointed("moved", "subnet-old");
    const recorded = { ...wanted, releaseId: "moved:1", evidence: {} } as EcsRecord;
    expect(await drift(recorded, contextFor([], {}))).toEqual([`moved: ${AWAY}`]);
    const said = await release(wanted);
    expect(said).toContain(`moved: ${AWAY}; asking ECS for moved:1 once more`);
    expect(requests().map(({ params }) => params)).toMatchObject([
        { forceNewDeployment: true, networkConfiguration: placed("subnet-b", "subnet-a") },
    ]);
    expect(await drift(recorded, contextFor([], {}))).toEqual([]);
});

test("elsewhere again, as after a rollback: red, and asked for only once", async () => {
    const wanted = pointed("back", "subnet-old");
    const before = requests().length;
    const context = contextFor([], {});
    const ecs = connect(wanted.deployment, context.signal);
    const rolledBack = {
        ...ecs,
        request: async () => {
            const made = await ecs.request();
            aws.service("back").deployments[0]!.networkConfiguration = placed("subnet-old");
            return made;
        },
    };
    const pauses = { look: [10, 40], confirm: 10, aside: 60_000 } as const;
    const work = {
        wanted,
        ecs: rolledBack,
        targets: connectTargets(wanted.deployment, ACTIONS, context.signal),
        log: lastLines,
        context,
        pauses,
    };
    await expect(rollOut(work)).rejects.toThrow(`back: back:1 does not serve: ${AWAY}`);
    expect(requests()).toHaveLength(before + 1);
});

test("a release of before, which names no network, and an answer without one are not compared", async () => {
    const old = pointed("old", "subnet-old");
    const { network: _, ...before } = old.deployment;
    await release({ ...old, deployment: before });
    const wanted = aws.point("silent");
    await release({ ...wanted, deployment: { ...wanted.deployment, network: NETWORK } });
    expect(requests().filter(({ params }) => /old|silent/.test(String(params["service"])))).toEqual([]);
});
