import type { RecordedRelease, ReleaseInputs } from "../../contract";
import type { PushedImages } from "../marking-images";

/** How a release of one app gets onto its host. */
export interface Ec2ComposeDeployment extends PushedImages {
    /** The account that the host is in. */
    readonly accountId: string;
    /** Another one is another release: a new instance has nothing yet. */
    readonly instanceId: string;
    readonly app: string;
    /** Of the bundle: a hash of all that is in it. */
    readonly release: string;
    readonly bucket: string;
    /** Of the bundle in the bucket. */
    readonly key: string;
    /** Of the bundle's bytes. */
    readonly sha256: string;
    /** Where the containers' output is found. */
    readonly logGroup: string;
}

export type Ec2ComposeInputs = ReleaseInputs<Ec2ComposeDeployment>;
export type Ec2ComposeRecord = RecordedRelease<Ec2ComposeDeployment>;

/** What is recorded of a release that serves. */
export interface Ec2ComposeEvidence {
    readonly instanceId: string;
    /** Of the Systems Manager command that made it so. */
    readonly commandId: string;
    /** Milliseconds since 1970. */
    readonly requestedAt: number;
}
