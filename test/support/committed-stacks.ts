import { hasStack, mockedStack, type MadeResource, type Question } from "./mocked-stack";
import { SIGN_IN } from "./sign-in";

export interface CommittedStack {
    readonly title: string;
    readonly profile: "dev" | "prod";
    readonly resources: readonly MadeResource[];
    /** What its program asks of AWS's provider whenever it runs. */
    readonly questions: readonly Question[];
}

/** Apps that need every type of resource that ecs-fargate and app-runner know, and an environment with all that can be asked for. */
const FULL = {
    "slipway:profile": "prod",
    "slipway:apps": {
        full: {
            target: "ecs-fargate",
            compose: "test/support/full-app/compose.yaml",
            secrets: ["TOKEN", "DB_PASSWORD"],
            domain: "app.example.com",
            services: { web: { min: 2, max: 4 }, worker: { spot: true } },
        },
        // A database and a cache that AWS runs.
        data: {
            target: "ecs-fargate",
            compose: "test/support/managed-app/compose.yaml",
            managed: { db: "postgres", cache: "valkey" },
            domain: "data.example.com",
        },
        // One container with a migration before it, where AWS makes the load balancer.
        express: {
            target: "ecs-express",
            compose: "docker/task-api/compose.yaml",
            without: ["db"],
            secrets: ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"],
            variables: { DB_HOST: "db.example.com" },
            services: { api: { max: 3 } },
        },
        runner: {
            target: "app-runner",
            compose: "docker/action-spec/compose.yaml",
            secrets: ["GH_TOKEN"],
            domain: "specs.example.com",
            services: { web: { min: 1, max: 3, vpc: true } },
        },
    },
    "slipway:environment": {
        domain: "example.com",
        network: { tasks: "private", nat: "none" },
        signIn: SIGN_IN,
    },
};

/** The same app on a host, with a domain. */
const ON_A_HOST = {
    ...FULL,
    "slipway:apps": {
        full: { ...FULL["slipway:apps"].full, target: "ec2-compose", services: { worker: { memory: 256 } } },
    },
    "slipway:environment": { domain: "example.com", network: { tasks: "public" } },
};

/** The stacks of this repository that go to AWS, each in the profiles that it can have, and one with everything. */
export async function committedStacks(): Promise<CommittedStack[]> {
    const quiet = ["warn", "log"].map((say) => jest.spyOn(console, say as "warn").mockImplementation());
    try {
        const stacks: CommittedStack[] = [];
        const add = async (
            title: string,
            profile: CommittedStack["profile"],
            stack: string,
            settings: Readonly<Record<string, unknown>> = {},
        ): Promise<void> => {
            const questions: Question[] = [];
            stacks.push({ title, profile, resources: await mockedStack(stack, settings, questions), questions });
        };
        await add("dev", "dev", "dev");
        await add("dev's apps as prod", "prod", "dev", { "slipway:profile": "prod" });
        await add("a stack with everything", "prod", "dev", FULL);
        await add("a stack with everything as dev", "dev", "dev", {
            ...FULL,
            "slipway:profile": "dev",
            "slipway:environment": { domain: "example.com" },
            // Off in dev unless asked for.
            "slipway:alarms": true,
        });
        for (const profile of ["prod", "dev"] as const)
            await add(`a host as ${profile}`, profile, "dev", { ...ON_A_HOST, "slipway:profile": profile });
        if (hasStack("prod")) await add("prod", "prod", "prod");
        return stacks;
    } finally {
        for (const spy of quiet) spy.mockRestore();
    }
}
