import type { Target } from "../../components/app-settings";
import type { TestStack } from "./stack";

export const URL = "https://specs.example.com";
/** The resource that leads the name to where the app runs. */
export const RECORD = "aws:route53/record:Record::shared-specs.example.com";

/** Gives a stack one app, action-spec, at a domain of its own. `environment` is besides the zone. */
export function configureAtDomain(
    stack: TestStack,
    target: Target,
    environment: Readonly<Record<string, unknown>> = {},
): void {
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:environment": { domain: "example.com", ...environment },
        "slipway:apps": {
            "action-spec": { target, secrets: { GH_TOKEN: "generated" }, domain: "specs.example.com" },
        },
    });
}

/** Deploys it for the first time. */
export async function deployAtDomain(stack: TestStack): Promise<void> {
    // A minute is what resolvers need, not a test.
    stack.env.SLIPWAY_DNS_TTL_SECONDS = "1";
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    expect(stack.outputs().urls).toEqual({ "action-spec": { web: URL } });
}
