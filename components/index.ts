/** The components, for any Pulumi program: none of them needs Compose. */
export { AppSecrets, type AppSecretsArgs } from "./app-secrets";
export { ContainerImage, imageBuilder, type ContainerImageArgs } from "./container-image";
export { Environment, type EnvironmentArgs } from "./environment";
export { FargateApp, type FargateAppArgs } from "./fargate-app";
export { FargateJob, type FargateJobArgs } from "./fargate-job";
export { FargateService, type FargateServiceArgs } from "./fargate-service";
export { FargateVolume, type FargateVolumeArgs } from "./fargate-volume";
export { GeneratedSecret, type GeneratedSecretArgs } from "./generated-secret";
export { Job, type JobArgs } from "./job";
export { LocalDocker, type LocalDockerArgs } from "./local-docker";
export { PriceEstimate, watchResources, type PriceEstimateArgs } from "./price-estimate";
export { Release, type ReleaseArgs } from "./release";
