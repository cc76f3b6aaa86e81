import { canonicalJson } from "./canonical-json";
import { pullImages, readSecrets } from "./policies";

/**
 * Who may use a role: App Runner's image fetcher (`build`), or its instances (`tasks`).
 *
 * Without `aws:SourceAccount`: no document of AWS says that App Runner sends it, so a condition on it might let nobody in, AWS
 * itself asks for none, and a service can only be given a role of its own account.
 */
export function serviceTrustPolicy(principal: "build" | "tasks"): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: `${principal}.apprunner.amazonaws.com` },
                Action: "sts:AssumeRole",
            },
        ],
    });
}

/** Fetch the service's own image and nothing else. */
export function pullPolicy(repositoryArns: readonly string[]): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            ...pullImages(repositoryArns),
            // App Runner looks at the image before it fetches it: AWS's own policy for it has this action too.
            {
                Sid: "LookAtImage",
                Effect: "Allow",
                Action: "ecr:DescribeImages",
                Resource: [...new Set(repositoryArns)].sort(),
            },
        ],
    });
}

/** Read the service's own secrets: on App Runner the instance's role does, not the fetcher's. */
export function instancePolicy(secretArns: readonly string[]): string {
    return canonicalJson({ Version: "2012-10-17", Statement: readSecrets(secretArns) });
}
