import { hasStack, mockedStack, type MadeResource } from "./mocked-stack";

export interface CommittedStack {
    readonly title: string;
    readonly profile: "dev" | "prod";
    readonly resources: readonly MadeResource[];
}

/** An app that needs every type of resource that ecs-fargate knows, and an environment with all that can be asked for. */
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
    },
    "slipway:environment": {
        domain: "example.com",
        network: { tasks: "private", nat: "none" },
        signIn: {
            issuer: "https://login.example.com",
            authorizationEndpoint: "https://login.example.com/authorize",
            tokenEndpoint: "https://login.example.com/token",
            userInfoEndpoint: "https://login.example.com/userinfo",
            clientId: "slipway",
            clientSecret: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sign-in-AbCdEf",
        },
    },
};

/** The stacks of this repository that go to AWS, each in the profiles that it can have, and one with everything. */
export async function committedStacks(): Promise<CommittedStack[]> {
    const quiet = ["warn", "log"].map((say) => jest.spyOn(console, say as "warn").mockImplementation());
    try {
        const stacks: CommittedStack[] = [
            { title: "dev", profile: "dev", resources: await mockedStack("dev") },
            {
                title: "dev's apps as prod",
                profile: "prod",
                resources: await mockedStack("dev", { "slipway:profile": "prod" }),
            },
        ];
        const full = await mockedStack("dev", FULL);
        stacks.push({ title: "a stack with everything", profile: "prod", resources: full });
        const asDev = await mockedStack("dev", {
            ...FULL,
            "slipway:profile": "dev",
            "slipway:environment": { domain: "example.com" },
        });
        stacks.push({ title: "a stack with everything as dev", profile: "dev", resources: asDev });
        if (hasStack("prod")) stacks.push({ title: "prod", profile: "prod", resources: await mockedStack("prod") });
        return stacks;
    } finally {
        for (const spy of quiet) spy.mockRestore();
    }
}
