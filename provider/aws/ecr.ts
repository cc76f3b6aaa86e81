import type * as Sdk from "@aws-sdk/client-ecr";
import { ReleaseError } from "../contract";
import { clientConfiguration, type AwsAccess } from "./access";
import { askingOwner } from "./ask";
import { loadSdk } from "./sdk";

const ACTIONS = [
    "ecr:DescribeImages",
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
    "ecr:BatchGetImage",
];

/** An image for one kind of machine, or a list of those. */
const MANIFESTS = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];

const TAGGED_ALREADY = ["ImageAlreadyExistsException", "ImageTagAlreadyExistsException"];

/** One repository, and what pushing and releasing an image asks of it. */
export interface EcrRepository {
    /** Of the image that has this tag; `undefined`: none has. */
    digestOf(imageTag: string): Promise<string | undefined>;
    /**
     * Gives the image that has one tag another tag besides. One that it has already, or that is another image's, changes nothing: tags are
     * immutable.
     */
    alsoTag(imageTag: string, another: string): Promise<void>;
    /** What a push signs in with, for twelve hours. */
    signIn(): Promise<{ username: string; password: string }>;
}

/**
 * `AWS_ENDPOINT_URL_ECR` leads elsewhere, as the SDK has it.
 *
 * @param arn of the repository; it is in `access`'s region unless the ARN says otherwise
 */
export function ecrRepository(arn: string, access: Omit<AwsAccess, "region">, abort: AbortSignal): EcrRepository {
    const [, , , region = "", registryId = "", resource = ""] = arn.split(":");
    const where = { ...access, region };
    const repositoryName = resource.replace(/^repository\//, "");
    const sdk = loadSdk<typeof Sdk>("@aws-sdk/client-ecr");
    const client: Sdk.ECRClient = new sdk.ECRClient(clientConfiguration(where));
    const options = { abortSignal: abort };
    const about = { ...where, service: "ECR", subject: arn, actions: ACTIONS };
    const asked = askingOwner(client.config.credentials, arn, about);

    return {
        digestOf: (imageTag) =>
            asked("DescribeImages", async () => {
                const command = new sdk.DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageTag }] });
                try {
                    return (await client.send(command, options)).imageDetails?.[0]?.imageDigest;
                } catch (error) {
                    if (error instanceof Error && error.name === "ImageNotFoundException") return undefined;
                    throw error;
                }
            }),
        alsoTag: async (imageTag, another) => {
            const { images = [] } = await asked("BatchGetImage", () =>
                client.send(
                    new sdk.BatchGetImageCommand({
                        registryId,
                        repositoryName,
                        imageIds: [{ imageTag }],
                        acceptedMediaTypes: MANIFESTS,
                    }),
                    options,
                ),
            );
            const [image] = images;
            if (image?.imageManifest === undefined) throw new ReleaseError(`${arn} has no image ${imageTag}`);
            const { imageManifest, imageManifestMediaType } = image;
            await asked("PutImage", async () => {
                const put = { registryId, repositoryName, imageManifest, imageManifestMediaType, imageTag: another };
                try {
                    await client.send(new sdk.PutImageCommand(put), options);
                } catch (error) {
                    if (!(error instanceof Error && TAGGED_ALREADY.includes(error.name))) throw error;
                }
            });
        },
        signIn: async () => {
            const { authorizationData } = await asked("GetAuthorizationToken", () =>
                client.send(new sdk.GetAuthorizationTokenCommand({}), options),
            );
            const text = Buffer.from(authorizationData?.[0]?.authorizationToken ?? "", "base64").toString();
            const [username = "", password = ""] = text.split(":", 2);
            return { username, password };
        },
    };
}
