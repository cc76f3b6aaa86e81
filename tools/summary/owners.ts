import { nameOf, typeOf } from "../urn";
import type { PreviewStep } from "./preview";

/** The components that an app becomes, and the target that each stands for. */
const TARGETS: Readonly<Record<string, string>> = {
    "slipway:components:LocalDocker": "local",
    "slipway:components:FargateApp": "ecs-fargate",
    "slipway:components:ExpressApp": "ecs-express",
    "slipway:components:AppRunnerApp": "app-runner",
    "slipway:components:ComposeApp": "ec2-compose",
};

/** An app on a target: while an app moves, it is there twice. */
export interface Owner {
    readonly app: string;
    readonly target: string;
}

/** Finds the app to which a step's resource belongs; what apps share has none. */
export function owners(steps: readonly PreviewStep[]): (step: PreviewStep) => Owner | undefined {
    const parents = new Map(steps.map((step) => [step.urn, (step.newState ?? step.oldState)?.parent]));
    return (step) => {
        for (let urn: string | undefined = step.urn; urn; urn = parents.get(urn)) {
            const target = TARGETS[typeOf(urn)];
            if (target !== undefined) return { app: nameOf(urn), target };
        }
        return undefined;
    };
}
