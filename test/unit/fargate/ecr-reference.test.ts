import { ecrRepositoryArn } from "../../../components/aws/ecr-reference";

test.each([
    [
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/api:1",
        "arn:aws:ecr:eu-central-1:123456789012:repository/team/api",
    ],
    [
        `123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/api@sha256:${"0".repeat(64)}`,
        "arn:aws-cn:ecr:cn-north-1:123456789012:repository/api",
    ],
    [
        "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/api",
        "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/api",
    ],
    ["public.ecr.aws/nginx/nginx:1.29", undefined],
    ["postgres:16", undefined],
])("a task that runs %s may pull from %s", (reference, arn) => {
    expect(ecrRepositoryArn(reference)).toBe(arn);
});
