import type { AwsAccess } from "../../aws/access";
import type { RecordedRelease, ReleaseInputs } from "../../contract";

/** How the App Runner driver gets there: the `deployment` of its releases. One release is one service. */
export interface AppRunnerDeployment extends AwsAccess {
    /** ARN. */
    readonly service: string;
    /** What the service must be made of, in the words of `aws.apprunner.Service`; plain variables are the release's own. */
    readonly configuration: Readonly<Record<string, unknown>>;
}

export type AppRunnerInputs = ReleaseInputs<AppRunnerDeployment>;
export type AppRunnerRecord = RecordedRelease<AppRunnerDeployment>;
