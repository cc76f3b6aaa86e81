import type * as Sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import { clientConfiguration } from "../../aws/access";
import { explained } from "../../aws/explained";
import { ACTIONS } from "./client";
import type { EcsFargateDeployment } from "./deployment";

/** What the load balancer thinks of one copy. */
export interface TargetView {
    /** `address:port`. */
    readonly target: string;
    readonly state: string;
    /** In the load balancer's words. */
    readonly description: string;
    /** AWS's code, such as `Target.Timeout`. */
    readonly reason: string;
}

/** The load balancer's target groups. */
export interface Targets {
    /** The copies that get no requests, but for those on their way out. */
    waiting(targetGroups: readonly string[]): Promise<TargetView[]>;
}

/** `healthy` needs no word; `draining` is an old copy that goes, as it should. */
const NOTHING_TO_TELL = ["healthy", "draining", "unhealthy.draining"];

/** `AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2` leads elsewhere, as the SDK has it. */
export function connectTargets(deployment: EcsFargateDeployment, signal: AbortSignal): Targets {
    const ask = async (TargetGroupArn: string): Promise<TargetView[]> => {
        // Loaded when used: most releases go well and never ask.
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const sdk = require("@aws-sdk/client-elastic-load-balancing-v2") as typeof Sdk;
        const client: Sdk.ElasticLoadBalancingV2Client = new sdk.ElasticLoadBalancingV2Client(
            clientConfiguration(deployment),
        );
        const command = new sdk.DescribeTargetHealthCommand({ TargetGroupArn });
        const { TargetHealthDescriptions = [] } = await client.send(command, { abortSignal: signal });
        return TargetHealthDescriptions.map(viewOf);
    };
    return {
        waiting: async (targetGroups) => {
            const question = { operation: "DescribeTargetHealth", service: "Elastic Load Balancing", actions: ACTIONS };
            const views = await Promise.all(
                targetGroups.map((group) =>
                    ask(group).catch((error: unknown) => {
                        throw explained(error, { ...deployment, ...question, subject: group });
                    }),
                ),
            );
            return views.flat().filter(({ state }) => !NOTHING_TO_TELL.includes(state));
        },
    };
}

/** Such as `10.0.1.7:8080 is unhealthy: Health checks failed with these codes: [500] (Target.ResponseCodeMismatch)`. */
export function describeTarget({ target, state, description, reason }: TargetView): string {
    const why = [description, reason && `(${reason})`].filter((part) => part !== "").join(" ");
    return `${target} is ${state}${why === "" ? "" : `: ${why}`}`;
}

function viewOf({ Target, TargetHealth }: Sdk.TargetHealthDescription): TargetView {
    return {
        target: `${Target?.Id ?? "?"}:${Target?.Port ?? "?"}`,
        state: TargetHealth?.State ?? "in no known state",
        description: (TargetHealth?.Description ?? "").replace(/\.$/, ""),
        reason: TargetHealth?.Reason ?? "",
    };
}
