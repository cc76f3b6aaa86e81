import type { RecordedRelease, ReleaseInputs } from "../../contract";
import type { PushedImages } from "../marking-images";

/** How the App Runner driver gets there: the `deployment` of its releases. One release is one service. */
export interface AppRunnerDeployment extends PushedImages {
    /** ARN. */
    readonly service: string;
    /** What the service must be made of, in the words of `aws.apprunner.Service`; plain variables are the release's own. */
    readonly configuration: Readonly<Record<string, unknown>>;
}

export type AppRunnerInputs = ReleaseInputs<AppRunnerDeployment>;
export type AppRunnerRecord = RecordedRelease<AppRunnerDeployment>;
