import * as pulumi from "@pulumi/pulumi";
import { awsAccess } from "../../../config/aws-access";

function configured(settings: Readonly<Record<string, string>>): ReturnType<typeof awsAccess> {
    pulumi.runtime.setAllConfig({ ...settings });
    return awsAccess();
}

test("no settings: the SDK's own search", () => {
    expect(configured({})).toEqual({});
});

test("profile and roles in the order in which they are taken on", () => {
    const roles = [
        { roleArn: "arn:aws:iam::1:role/a", externalId: "x", sessionName: "ci", duration: "1h15m30s" },
        { roleArn: "arn:aws:iam::2:role/b" },
        { sessionName: "a role without an ARN is none" },
    ];
    expect(configured({ "aws:profile": "shop", "aws:assumeRoles": JSON.stringify(roles) })).toEqual({
        profile: "shop",
        assumeRoles: [
            { roleArn: "arn:aws:iam::1:role/a", externalId: "x", sessionName: "ci", durationSeconds: 4530 },
            { roleArn: "arn:aws:iam::2:role/b" },
        ],
    });
});
