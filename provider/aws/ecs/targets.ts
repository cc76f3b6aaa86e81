import type * as Sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import { type AwsAccess, clientConfiguration } from "../access";
import { asking } from "../ask";
import { loadSdk } from "../sdk";

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
export function connectTargets(access: AwsAccess, actions: readonly string[], signal: AbortSignal): Targets {
    const health = async (TargetGroupArn: string): Promise<TargetView[]> => {
        const sdk = loadSdk<typeof Sdk>("@aws-sdk/client-elastic-load-balancing-v2");
        const client: Sdk.ElasticLoadBalancingV2Client = new sdk.ElasticLoadBalancingV2Client(
            clientConfiguration(access),
        );
        const command = new sdk.DescribeTargetHealthCommand({ TargetGroupArn });
        const { TargetHealthDescriptions = [] } = await client.send(command, { abortSignal: signal });
        return TargetHealthDescriptions.map(viewOf);
    };
    return {
        waiting: async (targetGroups) => {
            const about = { ...access, service: "Elastic Load Balancing", actions };
            const views = await Promise.all(
                targetGroups.map((subject) =>
                    asking({ ...about, subject })("DescribeTargetHealth", () => health(subject)),
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
