import { join } from "node:path";
import { startStandIns, type StandIns } from "./aws-stand-in/start";
import { TestStack } from "./stack";

/** Where the stand-in for ECR has its images: a registry that is really there. */
export const REGISTRY = process.env.SLIPWAY_REGISTRY ?? "127.0.0.1:5000";

/** A stack whose AWS is made of STAND-INS of its own. */
export interface AwsStack {
    readonly stack: TestStack;
    readonly standIns: StandIns;
    /** Ends the stand-ins and removes what lies on disk. */
    readonly end: () => Promise<void>;
}

interface Options {
    /** Where the program lies. @default this repository */
    readonly project?: string;
    /** Secret settings by their keys. */
    readonly secrets?: Readonly<Record<string, string>>;
    /** Environment of the stand-ins. */
    readonly env?: Readonly<Record<string, string>>;
}

export async function awsStack(name: string, { project, secrets = {}, env }: Options = {}): Promise<AwsStack> {
    const stack = new TestStack(name, { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }, project);
    const standIns = await startStandIns(join(stack.directory, "stand-in"), { STAND_IN_REGISTRY: REGISTRY, ...env });
    Object.assign(stack.env, standIns.env);
    for (const [key, value] of Object.entries(secrets)) stack.setSecret(key, value);
    const end = async (): Promise<void> => {
        await standIns.stop();
        stack.dispose();
    };
    return { stack, standIns, end };
}

/** The program that has one service and a secret, without Compose. */
export function fargateProgram(name: string, token = "a token of the test's"): Promise<AwsStack> {
    return awsStack(name, {
        project: join(__dirname, "fargate-program"),
        secrets: { "fargate-program:labelKey": "a key of the test's", "fargate-program:token": token },
    });
}
