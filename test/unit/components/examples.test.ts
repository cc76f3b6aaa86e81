/** The programs of examples/ under Pulumi's mocks, with STAND-INS for what AWS answers. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";
import { CLASSES } from "./exported";
import { mockedProgram, type MadeResource } from "../../support/mocked-stack";

const EXAMPLES = join(repositoryRoot, "examples");

async function made(example: string): Promise<MadeResource[]> {
    return mockedProgram("demo", {}, async () => {
        await jest.isolateModulesAsync(() => import(join(EXAMPLES, example, "index.ts")));
    });
}
const inputsOf = (resources: readonly MadeResource[], type: string, name: string) =>
    resources.find((one) => one.type === type && one.name === name)?.inputs;

test("express-service: one container with Express's own load balancer", async () => {
    const resources = await made("express-service");
    expect(inputsOf(resources, "aws:ecs/expressGatewayService:ExpressGatewayService", "web")).toMatchObject({
        healthCheckPath: "/",
        primaryContainer: { containerPort: 80 },
    });
    expect(resources.some(({ type }) => type.startsWith("aws:lb/"))).toBe(false);
});

test("app-runner-service: one container, one to four instances", async () => {
    const resources = await made("app-runner-service");
    expect(inputsOf(resources, "aws:apprunner/service:Service", "web")).toMatchObject({
        sourceConfiguration: { imageRepository: { imageConfiguration: { port: "8080" } } },
    });
    const scaling = resources.find(({ type }) => type.includes("AutoScalingConfigurationVersion"));
    expect(scaling?.inputs).toMatchObject({ minSize: 1, maxSize: 4 });
});

test("compose-host: one container behind the proxy of one machine, which nobody else reaches", async () => {
    const resources = await made("compose-host");
    expect(inputsOf(resources, "aws:ec2/instance:Instance", "demo-host")).toMatchObject({ instanceType: "t3.micro" });
    const letIn = resources.filter(({ type }) => type.endsWith(":SecurityGroupIngressRule"));
    expect(letIn.map(({ inputs }) => [inputs.fromPort, inputs.cidrIpv4])).toEqual([[80, "203.0.113.7/32"]]);
    expect(inputsOf(resources, "slipway:index:Release", "web")).toMatchObject({ driver: "ec2-compose" });
});

test("service-with-database: both reach the database, and its password is in no task definition", async () => {
    const resources = await made("service-with-database");
    expect(inputsOf(resources, "aws:rds/instance:Instance", "db")).toMatchObject({ dbName: "shop" });
    for (const user of ["migrate", "api"]) {
        const rules = resources.filter(({ type }) => type.endsWith(":SecurityGroupIngressRule"));
        const letIn = rules.filter(({ name }) => name.includes(user)).map(({ inputs }) => inputs.fromPort);
        expect(letIn).toContain(5432);
        const definition = inputsOf(resources, "aws:ecs/taskDefinition:TaskDefinition", user);
        const [container] = JSON.parse(definition?.containerDefinitions as string) as [
            { secrets: { name: string; valueFrom: string }[] },
        ];
        expect(container.secrets).toEqual([
            { name: "DATABASE_URL", valueFrom: expect.stringMatching(/^arn:aws:secretsmanager:.*:DATABASE_URL:/) },
        ]);
        expect(JSON.stringify(definition)).not.toContain("postgresql://");
    }
});

test("each example is a whole project, and nobody needs Compose for it", () => {
    const examples = readdirSync(EXAMPLES);
    expect(examples).toEqual([
        "app-runner-service",
        "compose-host",
        "express-service",
        "fargate-service",
        "service-with-database",
    ]);
    for (const example of examples) {
        for (const file of ["Pulumi.yaml", "index.ts", "tsconfig.json"]) {
            expect([example, file, existsSync(join(EXAMPLES, example, file))]).toEqual([example, file, true]);
        }
        const program = readFileSync(join(EXAMPLES, example, "index.ts"), "utf8");
        expect(program).toMatch(/^import \{ .* \} from "slipway";$/m);
        // Of Compose the host's example has the components' names only.
        expect(program.replace(/Compose(App|Host)|composeHost|Docker Compose/g, "")).not.toMatch(/compose/i);
    }
});

/** Whether the class has a doc comment right before it. */
const documented = (text: string, name: string) => new RegExp(`\\*/\\nexport class ${name}\\b`).test(text);

test.each(CLASSES)("%s says what it is", (name, file) => {
    expect(documented(readFileSync(join(repositoryRoot, "components", `${file}.ts`), "utf8"), name)).toBe(true);
});

test("negative control: a class without a comment is seen", () => {
    expect(documented("/** Of something else. */\nconst x = 1;\n\nexport class Thing {}\n", "Thing")).toBe(false);
});
