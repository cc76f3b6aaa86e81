import * as ecr from "@pulumi/aws/ecr";
import { resourceRule, stackRule, type Rule } from "../rule";

/** What builds leave for later ones: overwritten by each, run by nobody. */
const BUILD_CACHE = /\/build_cache$/;

export const ecrRules: readonly Rule[] = [
    resourceRule(
        ecr.Repository,
        {
            name: "repository-scans",
            controls: ["ECR.1", "CKV_AWS_163", "AWS-0030"],
            requirement: "An image is scanned when it is pushed.",
        },
        ({ imageScanningConfiguration }) =>
            imageScanningConfiguration?.scanOnPush === true
                ? []
                : ["scanOnPush is off: set imageScanningConfiguration: { scanOnPush: true }."],
    ),
    resourceRule(
        ecr.Repository,
        {
            name: "repository-immutable",
            controls: ["ECR.2", "CKV_AWS_51", "AWS-0031"],
            requirement:
                "A tag that was pushed never changes, but in a repository for what builds leave (`build_cache`).",
        },
        ({ imageTagMutability, name }) =>
            imageTagMutability === "IMMUTABLE" || BUILD_CACHE.test(String(name ?? ""))
                ? []
                : [`imageTagMutability is ${imageTagMutability ?? "not set"}: set it to "IMMUTABLE".`],
    ),
    stackRule(
        {
            name: "repository-lifecycle",
            controls: ["ECR.3"],
            requirement: "Old images are removed by a lifecycle policy.",
        },
        (resources) => {
            const kept = resources
                .filter(({ type }) => type === "aws:ecr/lifecyclePolicy:LifecyclePolicy")
                .map(({ props }) => props.repository);
            return resources
                .filter(({ type, props }) => type === "aws:ecr/repository:Repository" && !kept.includes(props.name))
                .map(({ urn, name }) => ({
                    urn,
                    message: `the repository ${name} keeps every image for ever: give it an ecr.LifecyclePolicy.`,
                }));
        },
    ),
    resourceRule(
        ecr.RepositoryPolicy,
        {
            name: "repository-private",
            controls: ["CKV_AWS_32", "AWS-0032"],
            requirement: "No repository is open to everybody.",
        },
        ({ policy }) =>
            /"Principal"\s*:\s*("\*"|\{\s*"AWS"\s*:\s*\[?\s*"\*")/.test(
                typeof policy === "string" ? policy : JSON.stringify(policy),
            )
                ? ['its policy names the principal "*": name accounts or roles.']
                : [],
    ),
];
