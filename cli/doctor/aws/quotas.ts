import type * as Elb from "@aws-sdk/client-elastic-load-balancing-v2";
import type * as Quotas from "@aws-sdk/client-service-quotas";
import type { AwsAccess } from "../../../provider/aws/access";
import { loadSdk } from "../../../provider/aws/sdk";
import { onAws, type Stack } from "../../stack";
import { readDoomed } from "../../teardown/state";
import { ok, warning, wrong, type Check, type Finding } from "../check";
import { accessOf } from "./access";
import { asked, AWS_LIMIT_MS, onceOnly } from "./asked";
import { LOAD_BALANCERS, needsOf, VCPUS, type Need, type Quota } from "./needs";

const ACTIONS = ["servicequotas:GetServiceQuota", "servicequotas:GetAWSDefaultServiceQuota"];

/** Whether AWS lets the account have what the stack needs. How much is used is asked where it costs one question: load balancers. */
export const quotas: Check = {
    name: "AWS quotas",
    limitMs: 2 * AWS_LIMIT_MS + 1_000,
    concerns: ({ stack, variables }) =>
        stack !== undefined && onAws(stack) && accessOf(stack, variables).region !== undefined,
    find: async ({ stack, variables }, signal) => {
        const { region = "", ...rest } = accessOf(stack!, variables);
        const access = { region, ...rest };
        const made = await madeBy(stack!, signal);
        const found = await Promise.all(
            stillNeeded(needsOf(stack!), made).map((need) =>
                asked(
                    access,
                    { service: "Service Quotas", operation: "GetServiceQuota", actions: ACTIONS },
                    async () => {
                        const [allowed, used] = await Promise.all([
                            allowedOf(access, need.quota, signal),
                            need.quota === LOAD_BALANCERS ? balancersIn(access, signal) : undefined,
                        ]);
                        return judgeQuota(need, { allowed, used, region });
                    },
                    warning,
                ),
            ),
        );
        return summed(found.flat());
    },
};

/** What the stack has not made yet of what it needs. Fargate is needed again and again. */
export function stillNeeded(needs: readonly Need[], made: Readonly<Record<string, number>>): Need[] {
    return needs
        .map((need) => ({ ...need, count: need.count - (need.type === undefined ? 0 : (made[need.type] ?? 0)) }))
        .filter(({ count }) => count > 0);
}

interface Limit {
    readonly allowed: number;
    /** @default not asked */
    readonly used?: number | undefined;
    readonly region: string;
}

/** Whether a need fits. */
export function judgeQuota({ quota, count, instead }: Need, { allowed, used, region }: Limit): Finding {
    const { name, service, code } = quota;
    const lacks = (used ?? 0) + count - allowed;
    const more =
        `ask AWS for more, which may take days: \`aws service-quotas request-service-quota-increase --service-code ${service} ` +
        `--quota-code ${code} --desired-value ${Math.ceil(allowed + Math.max(lacks, count))} --region ${region}\`; or ${instead}`;
    const of = used === undefined ? "" : `, ${used} of them used`;
    if (lacks > 0) return wrong(`${name}: ${count} more needed, ${allowed} allowed${of}`, more);
    if (quota === VCPUS && 2 * count > allowed) {
        return warning(
            `${name}: ${count} needed and, as old and new copies run together, ${2 * count} in a release, ${allowed} allowed`,
            more,
        );
    }
    return ok(`${name}: ${count} needed, ${allowed} allowed${of}`);
}

/** What is well in one line; the same trouble with several questions once. */
function summed(found: readonly Finding[]): Finding[] {
    const well = found.filter(({ result }) => result === "ok").map(({ what }) => what);
    const others = new Map(found.filter(({ result }) => result !== "ok").map((one) => [one.what, one]));
    return [
        ...(well.length > 0 || found.length === 0 ? [ok(well.join("; ") || "nothing more is needed")] : []),
        ...others.values(),
    ];
}

/** The applied quota; AWS knows none where nobody has ever changed it, and then the default holds. */
async function allowedOf(access: AwsAccess, { service, code }: Quota, abortSignal: AbortSignal): Promise<number> {
    const sdk = loadSdk<typeof Quotas>("@aws-sdk/client-service-quotas");
    const client: Quotas.ServiceQuotasClient = new sdk.ServiceQuotasClient(onceOnly(access));
    const which = { ServiceCode: service, QuotaCode: code };
    const applied = await client
        .send(new sdk.GetServiceQuotaCommand(which), { abortSignal })
        .catch((error: unknown) => {
            if (!(error instanceof Error) || error.name !== "NoSuchResourceException") throw error;
            return client.send(new sdk.GetAWSDefaultServiceQuotaCommand(which), { abortSignal });
        });
    if (applied.Quota?.Value === undefined) throw new Error(`Service Quotas tells no value of ${service} ${code}`);
    return applied.Quota.Value;
}

async function balancersIn(access: AwsAccess, abortSignal: AbortSignal): Promise<number> {
    const sdk = loadSdk<typeof Elb>("@aws-sdk/client-elastic-load-balancing-v2");
    const client: Elb.ElasticLoadBalancingV2Client = new sdk.ElasticLoadBalancingV2Client(onceOnly(access));
    const { LoadBalancers = [] } = await client.send(new sdk.DescribeLoadBalancersCommand({ PageSize: 400 }), {
        abortSignal,
    });
    return LoadBalancers.filter(({ Type }) => Type === "application").length;
}

/** How many resources of each type the stack has made, by its state; none where that cannot be read. */
async function madeBy({ project, name }: Stack, signal: AbortSignal): Promise<Record<string, number>> {
    const resources = await readDoomed(project, name, signal).catch(() => []);
    const made: Record<string, number> = {};
    for (const { type } of resources) made[type] = (made[type] ?? 0) + 1;
    return made;
}
