import type * as Sts from "@aws-sdk/client-sts";
import type { AwsAccess } from "../../../provider/aws/access";
import { ok, wrong, type Check } from "../check";
import { accessOf } from "./access";
import { asked, AWS_LIMIT_MS, onceOnly } from "./asked";
import { onAws } from "../../stack";
import { loadSdk } from "../../../provider/aws/sdk";

/** Who the stack's deployment would be at AWS, and where. */
export const identity: Check = {
    name: "AWS identity",
    limitMs: AWS_LIMIT_MS + 1_000,
    concerns: ({ stack }) => stack !== undefined && onAws(stack),
    find: ({ stack, variables }, signal) => {
        const { region, ...access } = accessOf(stack!, variables);
        if (region === undefined) {
            return Promise.resolve(
                wrong(
                    "no region: neither aws:region of the stack nor AWS_REGION names one",
                    `\`pulumi config set aws:region eu-central-1 --stack ${stack!.name}\``,
                ),
            );
        }
        return asked({ region, ...access }, { service: "STS", operation: "GetCallerIdentity", actions: [] }, () =>
            caller({ region, ...access }, signal),
        );
    },
};

async function caller(access: AwsAccess, abortSignal: AbortSignal) {
    const sdk = loadSdk<typeof Sts>("@aws-sdk/client-sts");
    const client: Sts.STSClient = new sdk.STSClient(onceOnly(access));
    const { Account, Arn } = await client.send(new sdk.GetCallerIdentityCommand({}), { abortSignal });
    return ok(`${Arn}, account ${Account}, region ${access.region}`);
}
