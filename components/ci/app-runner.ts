import { arnsOf, type Needs, type Reach } from "./statement";

export function appRunnerNeeds(reach: Reach): Needs {
    const { ofApps, regional } = arnsOf(reach);
    const resources = [
        ...ofApps("apprunner", "service/"),
        ...ofApps("apprunner", "autoscalingconfiguration/"),
        ...ofApps("apprunner", "vpcconnector/"),
    ];
    return {
        write: [
            {
                sid: "AppRunner",
                why: "The services, how they scale and how they reach the network: named after the apps.",
                actions: [
                    "apprunner:AssociateCustomDomain",
                    "apprunner:CreateAutoScalingConfiguration",
                    "apprunner:CreateService",
                    "apprunner:CreateVpcConnector",
                    "apprunner:DeleteAutoScalingConfiguration",
                    "apprunner:DeleteService",
                    "apprunner:DeleteVpcConnector",
                    "apprunner:DisassociateCustomDomain",
                    "apprunner:StartDeployment",
                    "apprunner:TagResource",
                    "apprunner:UntagResource",
                    "apprunner:UpdateService",
                ],
                resources,
            },
        ],
        read: [
            {
                sid: "ReadAppRunner",
                why: "An operation's result decides a release, never the service's status.",
                actions: [
                    "apprunner:DescribeAutoScalingConfiguration",
                    "apprunner:DescribeCustomDomains",
                    "apprunner:DescribeService",
                    "apprunner:DescribeVpcConnector",
                    "apprunner:ListOperations",
                    "apprunner:ListTagsForResource",
                ],
                resources,
            },
            {
                sid: "FindAppRunner",
                why: "A service whose making failed is looked for by its name; the search knows no resource.",
                actions: ["apprunner:ListServices"],
                resources: ["*"],
            },
            {
                sid: "ReadAppRunnerLogs",
                why: "App Runner writes its own log groups; without them a failure has no cause.",
                actions: ["logs:DescribeLogStreams", "logs:GetLogEvents"],
                resources: [regional("logs", "log-group:/aws/apprunner/*")],
            },
        ],
    };
}
