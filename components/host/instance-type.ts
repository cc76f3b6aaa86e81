import type { ImagePlatform } from "../container-image";

/** The platform that a type of instance runs: AWS's own processors have a `g` after the generation, as in `t4g`. */
export function platformOf(instanceType: string): ImagePlatform {
    return /^[a-z]+\d+g[a-z]*\./.test(instanceType) ? "linux/arm64" : "linux/amd64";
}

/** Whether it saves up CPU time, and may be charged for more of it. */
export function isBurstable(instanceType: string): boolean {
    return /^t\d/.test(instanceType);
}

/** Where AWS names the newest image of Amazon Linux 2023. */
export function imageParameter(platform: ImagePlatform): string {
    const architecture = platform === "linux/arm64" ? "arm64" : "x86_64";
    return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
}
