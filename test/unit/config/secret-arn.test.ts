import * as pulumi from "@pulumi/pulumi";
import { readStackConfig } from "../../../config";

const ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf";
const given = (source: string) => {
    const apps = JSON.stringify({ web: { target: "ecs-fargate", secrets: { DB_PASSWORD: source } } });
    pulumi.runtime.setAllConfig({ "slipway:apps": apps });
    return readStackConfig().apps.web?.secrets;
};

test("the ARN of an entry is given whole", () => {
    expect(given(ARN)).toEqual({ DB_PASSWORD: { from: "arn", arn: ARN } });
});

test.each([
    ["without its last six characters", ARN.slice(0, -"-AbCdEf".length)],
    ["with a key after it, as ECS has it", `${ARN}:PASSWORD::`],
])("%s the task's role would not be let in, so it is refused", (_what, arn) => {
    expect(() => given(arn)).toThrow(
        "slipway:apps.web.secrets.DB_PASSWORD: must be `config`, `generated` or the whole ARN of a Secrets Manager entry, which ends with - " +
            "and six characters (aws secretsmanager describe-secret --secret-id <name> --query ARN), not what is given.",
    );
});
