import { ecrRepository } from "../../../provider/aws/ecr";
import { PushedImageResource } from "../../../provider/resources/pushed-image";
import { SecretLabelsResource } from "../../../provider/resources/secret-labels";
import { ACCOUNT, REGION } from "../../support/aws-stand-in/account";
import type { InProcess } from "../../support/aws-stand-in/in-process";
import { putVersion } from "../../support/aws-stand-in/secret-store";
import { tried } from "./tried";

const ENTRY = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:web-abcdef`;
const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/slipway-dev/web`;
const call = { urn: "", say: () => undefined, signal: new AbortController().signal };

/** A fourth version of a secret is labelled, and the oldest loses its label. */
export async function askForLabels(aws: InProcess): Promise<void> {
    const label = (number: number) => `hmac-${number.toString(16).padStart(24, "0")}`;
    for (const number of [1, 2, 3])
        putVersion(aws.state.stored.secrets, ENTRY, {
            id: `version-${number}`.padEnd(32, "0"),
            labels: ["AWSCURRENT", label(number)],
        });
    const inputs = { region: REGION, secretId: ENTRY, label: label(4), keep: 2 };
    await new SecretLabelsResource().create(inputs, false, call);
}

/** An image is looked for; the build that would follow has no Docker, and the sign-in for it is asked for by itself. */
export async function askForImage(): Promise<void> {
    const image = "slipway-dev/web:0123456789abcdef0123";
    const reference = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${image}`;
    const inputs = { image, reference, repositoryArn: REPOSITORY, build: { context: { location: "/nowhere" } } };
    await tried(() => new PushedImageResource().create(inputs, false, call));
    await ecrRepository(REPOSITORY, {}, call.signal).signIn();
}

/** A release that serves has its image tagged; the stand-in says that it is there. */
export async function askForTag(): Promise<void> {
    process.env.STAND_IN_EVERY_IMAGE = "1";
    try {
        await ecrRepository(REPOSITORY, {}, call.signal).alsoTag(
            "0123456789abcdef0123",
            "released-0123456789abcdef0123",
        );
    } finally {
        delete process.env.STAND_IN_EVERY_IMAGE;
    }
}
