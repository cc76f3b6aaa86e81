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

/** Where alarms go to: a topic that only this account's alarms and events may write to. */
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

/** Who may write to a topic: CloudWatch and EventBridge, on behalf of this account, and nobody without TLS. */
function alarmTopicPolicy(topicArn: string, accountId: string): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "AlarmsAndEvents",
                Effect: "Allow",
                Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
                Action: "sns:Publish",
                Resource: topicArn,
                Condition: { StringEquals: { "aws:SourceAccount": accountId } },
            },
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
