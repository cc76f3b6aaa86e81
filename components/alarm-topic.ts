import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { canonicalJson } from "./aws/canonical-json";
import { alarmName } from "./alarms/name";

export interface AlarmTopicArgs {
    /** Id of the account whose alarms it tells. */
    readonly accountId: pulumi.Input<string>;
    /** Who is told. AWS asks there first, by a link that expires after three days. @default nobody */
    readonly email?: string;
}

/** Where alarms go to: a topic that only this account's alarms, and EventBridge, may write to. */
export class AlarmTopic extends pulumi.ComponentResource {
    /** Wait for this component before using it. */
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: AlarmTopicArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:AlarmTopic", name, {}, opts);
        const parent = { parent: this };
        const topic = new sns.Topic(name, { name: alarmName(name) }, parent);
        this.arn = topic.arn;
        const policy = pulumi
            .all([topic.arn, args.accountId])
            .apply(([arn, accountId]) => alarmTopicPolicy(arn, accountId));
        new sns.TopicPolicy(name, { arn: topic.arn, policy }, parent);
        if (args.email !== undefined) {
            new sns.TopicSubscription(
                `${name}-email`,
                { topic: topic.arn, protocol: "email", endpoint: args.email },
                parent,
            );
        }
        this.registerOutputs({ arn: this.arn });
    }
}

/**
 * Who may write to a topic: CloudWatch, on behalf of this account, and EventBridge; nobody without TLS.
 *
 * EventBridge's statement has no condition: AWS supports none there ("You can't use Condition blocks in Amazon SNS topic policies for
 * EventBridge"), and with one that is never met every event is dropped without a word. So another account's rule that knows the
 * topic's ARN could tell it something; nobody can read from it.
 */
export function alarmTopicPolicy(topicArn: string, accountId: string): string {
    const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn };
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            {
                ...publish,
                Sid: "Alarms",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Condition: { StringEquals: { "aws:SourceAccount": accountId } },
            },
            { ...publish, Sid: "Events", Principal: { Service: "events.amazonaws.com" } },
            {
                Sid: "OnlyByTls",
                Effect: "Deny",
                Principal: "*",
                Action: "sns:Publish",
                Resource: topicArn,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    });
}
