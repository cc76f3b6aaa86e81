import { hasStack, mockedStack, type MadeResource } from "../support/mocked-stack";

export interface CommittedStack {
    readonly title: string;
    readonly profile: "dev" | "prod";
    readonly resources: readonly MadeResource[];
}

/** The stacks of this repository that go to AWS, each in the profiles that it can have. */
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
        if (hasStack("prod")) stacks.push({ title: "prod", profile: "prod", resources: await mockedStack("prod") });
        return stacks;
    } finally {
        for (const spy of quiet) spy.mockRestore();
    }
}
