/** The programs of examples/ under Pulumi's mocks, with STAND-INS for what AWS answers; and what a program of another project can import. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";
import { mockedProgram, type MadeResource } from "../../support/mocked-stack";

const EXAMPLES = join(repositoryRoot, "examples");
const INDEX = readFileSync(join(repositoryRoot, "components/index.ts"), "utf8");
/** Exported classes, with the file each stands in. */
const CLASSES = [...INDEX.matchAll(/^export \{ (\w+), .*\} from "\.\/([\w-]+)";$/gm)].map(
    ([, name, file]) => [name!, file!] as const,
);

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
    expect(examples).toEqual(["app-runner-service", "express-service", "fargate-service", "service-with-database"]);
    for (const example of examples) {
        for (const file of ["Pulumi.yaml", "index.ts", "tsconfig.json"]) {
            expect([example, file, existsSync(join(EXAMPLES, example, file))]).toEqual([example, file, true]);
        }
        expect(readFileSync(join(EXAMPLES, example, "index.ts"), "utf8")).not.toMatch(/compose/i);
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

test("a program of another project gets every component by one plain require", () => {
    const script = `console.log(JSON.stringify(Object.keys(require(${JSON.stringify(join(repositoryRoot, "bin/components.cjs"))}))))`;
    const names = JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })) as string[];
    expect(names).toEqual(expect.arrayContaining(CLASSES.map(([name]) => name)));
    expect(CLASSES.length).toBeGreaterThan(18);
});
