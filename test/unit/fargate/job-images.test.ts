/** How a job has ECR keep its image, against a STAND-IN for AWS's APIs: whoever goes back to its release runs it again. */
import { runOnEcs } from "../../../provider/drivers/ecs-run-task/driver";
import { InProcess } from "../../support/aws-stand-in/in-process";
import { contextFor } from "../../support/release-context";

const IMAGE = { repositoryArn: "arn:aws:ecr:eu-central-1:123456789012:repository/shop-dev/migrate", tag: "abc" };
const own = process.env.STAND_IN_EVERY_IMAGE;
let aws: InProcess;

beforeAll(async () => {
    process.env.STAND_IN_EVERY_IMAGE = "1";
    aws = await new InProcess().start();
});
afterAll(async () => {
    if (own === undefined) delete process.env.STAND_IN_EVERY_IMAGE;
    else process.env.STAND_IN_EVERY_IMAGE = own;
    await aws.stop();
});

function run(mode: string): Promise<unknown> {
    const { deployment } = aws.define("migrate", mode);
    const network = { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: true };
    const log = { logGroup: "main", logStreamPrefix: "migrate" };
    const words = { name: "migrate", image: "api:1", variables: {}, secrets: {}, before: [], deadlineSeconds: 20 };
    const wanted = {
        ...words,
        deployment: { ...deployment, ...network, ...log, container: "migrate", images: [IMAGE] },
    };
    return runOnEcs(wanted, contextFor([], {}));
}

const marked = () =>
    aws
        .requests()
        .filter(({ operation }) => operation === "PutImage")
        .map(({ params }) => [params["repositoryName"], params["imageTag"]]);

test("one that failed is not marked, one that ended well is", async () => {
    aws.faults({ tasks: [{ containing: "MODE=bad", exitCode: 1 }] });
    await expect(run("bad")).rejects.toThrow("exit code 1");
    expect(marked()).toEqual([]);
    await run("good");
    expect(marked()).toEqual([["shop-dev/migrate", "released-abc"]]);
});
