import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../paths";
import { graph } from "./imports";
import { importDiagram, resourceDiagram } from "./mermaid";
import { readTree } from "./trees";

const TOP = ["components", "compose", "config", "provider", "cli", "policy", "tools", "ci", "examples"];

/** `config.ts` and `config/` are one part, and so is each folder; the program itself is `index.ts`. */
const topPart = (path: string) => {
    const [first = ""] = path.split("/");
    if (first === "index" || first === "index.ts") return path.includes("/") ? undefined : "index.ts";
    const folder = first.replace(/\.ts$/, "");
    return TOP.includes(folder) ? folder : undefined;
};

/** The folders right under one; files that lie beside them are left out. */
const below = (parent: string) => (path: string) => {
    const [top, folder, ...rest] = path.split("/");
    return top === parent && rest.length > 0 ? folder : undefined;
};

const TREES: readonly (readonly [title: string, tree: string])[] = [
    ["One service on ecs-fargate, with the environment that apps share", "one-service"],
    ["An app with a database and a cache of AWS's", "managed-app"],
    ["One container on ecs-express", "express-one-service"],
    ["One container on app-runner", "app-runner-service"],
    ["A host with an app, ec2-compose", "compose-host"],
];

const HEAD = `# Architecture

The diagrams on this page are drawn from the code: who imports whom, from every import of every file, and what is made on AWS, from the resource trees that unit tests record
(\`test/unit/testdata/trees/\`). Why things are so: [decisions](decisions.md). What happens in which order: [the flow](../README.md#how-it-works).`;

const PARTS = `## Who knows whom

A whole arrow: it imports it. A dotted one: it knows its types, of which nothing is left when the program runs. The linter keeps it so (\`eslint.config.mjs\`): the components never
know Compose, Compose makes no resource, and the provider knows neither.`;

const PROVIDER = `### Inside the provider

\`drivers\` make a release so and judge it, one folder a target; \`core\` is what all share (lock, redaction, timings); \`engine\` speaks with Pulumi's engine; \`resources\` are the resource types.`;

const COMPONENTS = `## What is made

A rounded box is a component, a square one the resources right below it, with how many of each.`;

/** docs/architecture.md. */
export function architecturePage(): string {
    const trees = TREES.map(([title, tree]) => {
        const text = readFileSync(join(repositoryRoot, "test/unit/testdata/trees", `${tree}.txt`), "utf8");
        return `### ${title}\n\n${resourceDiagram(readTree(text))}`;
    });
    return [
        HEAD,
        PARTS,
        importDiagram(graph(repositoryRoot, ["index.ts", "config.ts", ...TOP], topPart)),
        PROVIDER,
        importDiagram(graph(repositoryRoot, ["provider"], below("provider"))),
        COMPONENTS,
        ...trees,
    ].join("\n\n");
}
