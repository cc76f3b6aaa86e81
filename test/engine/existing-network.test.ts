/**
 * What an environment refers to rather than makes, through the real Pulumi engine: a network, a cluster, a load balancer and its listener
 * that another team runs; and private tasks without a NAT gateway. STAND-INS take the places of aws, awsx and the ECS API; that of aws knows
 * the load balancer that is referred to, and ECR's says that every image is there.
 */
import { awsStack, type AwsStack } from "../support/aws-stack";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { predictions, unannounced, type Predicted } from "../support/predicted";
import { typeOf } from "../../tools/urn";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const ACCOUNT = "eu-central-1:111122223333";
const BALANCER = `arn:aws:elasticloadbalancing:${ACCOUNT}:loadbalancer/app/theirs/0123456789abcdef`;
const LISTENER = `arn:aws:elasticloadbalancing:${ACCOUNT}:listener/app/theirs/0123456789abcdef/fedcba9876543210`;
const CLUSTER = `arn:aws:ecs:${ACCOUNT}:cluster/theirs`;
const THEIRS = {
    vpc: {
        id: "vpc-0a1b2c3d",
        publicSubnetIds: ["subnet-0a", "subnet-0b"],
        privateSubnetIds: ["subnet-0c", "subnet-0d"],
    },
    cluster: CLUSTER,
    loadBalancer: { arn: BALANCER, securityGroup: "sg-0a1b2c3d" },
};
const SPECS = { target: "ecs-fargate", secrets: ["GH_TOKEN"], services: { web: { cpu: 256, memory: 512 } } };
let made: AwsStack;

afterEach(() => made.end());

/** A stack with action-spec in the given environment, and what its first preview announced. */
async function previewed(environment: object, app: object): Promise<Predicted[]> {
    made = await awsStack("dev", { env: { STAND_IN_EVERY_IMAGE: "1" } });
    made.stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:environment": environment,
        "slipway:apps": { "action-spec": { ...SPECS, ...app } },
    });
    made.stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    made.stack.setSecret("action-spec:GH_TOKEN", "a token of the test's");
    const { code, output } = await made.stack.preview(["--json"], NO_DOCKER);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    return predictions(output);
}

/** `up` sends what was announced, and nothing is left to do. */
async function deployed(announced: readonly Predicted[]): Promise<void> {
    const { code, output } = await made.stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    expect(unannounced(announced, made.standIns.requests())).toEqual([]);
    const again = await made.stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}

const ofType = (announced: readonly Predicted[], type: string) =>
    announced.filter(({ urn }) => typeOf(urn) === type).map(({ inputs }) => inputs);

/** What is theirs, and so never made here. */
const SHARED = [
    "awsx:ec2:Vpc",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ecs/cluster:Cluster",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "aws:lb/loadBalancer:LoadBalancer",
];

test("with a domain an app adds a rule, a target group and a name to what is theirs, and takes only these away", async () => {
    const announced = await previewed(
        {
            ...THEIRS,
            loadBalancer: { ...THEIRS.loadBalancer, httpsListener: LISTENER },
            domain: "example.com",
            hostedZone: "Z0123456789ABC",
        },
        { domain: "specs.example.com" },
    );
    const types = announced.map(({ urn }) => typeOf(urn));
    for (const type of [...SHARED, "aws:lb/listener:Listener", "aws:acm/certificate:Certificate"]) {
        expect(types).not.toContain(type);
    }
    expect(ofType(announced, "aws:lb/listenerRule:ListenerRule")).toEqual([
        expect.objectContaining({
            listenerArn: LISTENER,
            conditions: [expect.objectContaining({ hostHeader: { values: ["specs.example.com"] } })],
        }),
    ]);
    expect(ofType(announced, "aws:route53/record:Record")).toEqual([
        expect.objectContaining({ zoneId: "Z0123456789ABC", name: "specs.example.com" }),
    ]);
    expect(ofType(announced, "aws:ecs/service:Service")).toEqual([
        expect.objectContaining({
            cluster: CLUSTER,
            networkConfiguration: expect.objectContaining({
                subnets: ["subnet-0c", "subnet-0d"],
                assignPublicIp: false,
            }),
        }),
    ]);
    expect(ofType(announced, "aws:lb/targetGroup:TargetGroup")).toEqual([
        expect.objectContaining({ vpcId: "vpc-0a1b2c3d" }),
    ]);
    await deployed(announced);
    expect(made.stack.outputs().urls).toEqual({ "action-spec": { web: "https://specs.example.com" } });

    const { receipt, ...outcome } = await destroyed(made);
    expect(outcome).toEqual(ALL_TOLD);
    expect(receipt.obstacles).toEqual([]);
}, 600_000);

test("without a domain the port is opened in their load balancer's group, for the allow list alone", async () => {
    const announced = await previewed(THEIRS, { allow: ["203.0.113.7/32"], publish: { web: 18080 } });
    const types = announced.map(({ urn }) => typeOf(urn));
    for (const type of SHARED) expect(types).not.toContain(type);
    expect(ofType(announced, "aws:lb/listener:Listener")).toEqual([
        expect.objectContaining({ loadBalancerArn: BALANCER, port: 18080, protocol: "HTTP" }),
    ]);
    const theirGroup = ofType(announced, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
        ({ securityGroupId }) => securityGroupId === "sg-0a1b2c3d",
    );
    expect(theirGroup).toEqual([
        expect.objectContaining({ cidrIpv4: "203.0.113.7/32", fromPort: 18080, toPort: 18080, ipProtocol: "tcp" }),
    ]);
    await deployed(announced);
    expect((await destroyed(made)).untold).toEqual([]);
}, 600_000);

test("private tasks without a NAT gateway are started after the endpoints by which they reach AWS", async () => {
    const announced = await previewed({ network: { tasks: "private", nat: "none" } }, { allow: ["203.0.113.7/32"] });
    expect(ofType(announced, "aws:ec2/natGateway:NatGateway")).toEqual([]);
    expect(
        ofType(announced, "aws:ec2/vpcEndpoint:VpcEndpoint")
            .map(({ serviceName }) => serviceName)
            .sort(),
    ).toEqual(
        ["ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager"].map(
            (service) => `com.amazonaws.eu-central-1.${service}`,
        ),
    );
    await deployed(announced);
    const order = made.standIns
        .requests()
        .filter(({ operation }) => operation === "create")
        .map(({ urn = "" }) => typeOf(urn));
    expect(order.indexOf("aws:ecs/service:Service")).toBeGreaterThan(
        order.lastIndexOf("aws:ec2/vpcEndpoint:VpcEndpoint"),
    );
    const service = made.stack.state().resources.find(({ type }) => type === "aws:ecs/service:Service");
    expect(service?.inputs.networkConfiguration).toMatchObject({ assignPublicIp: false });
    expect((await destroyed(made)).untold).toEqual([]);
}, 600_000);
