/** The machine that the apps of a stack share, where they run by Docker Compose. */
export interface ComposeHostSettings {
    /** Such as `t3.small`, or `t4g.small` for ARM images. @default "t3.small" */
    readonly instanceType?: string;
    /** Size of the data volume: images, named volumes, releases. It can grow, not shrink. @default 20 */
    readonly volumeGiB?: number;
    /** How many daily snapshots of the data volume are kept. @default 7 */
    readonly snapshots?: number;
    /**
     * Id of the machine image: another one is another instance. @default the newest Amazon Linux 2023 at the time when the
     * instance is made, and no other one after that
     */
    readonly imageId?: string;
    /** Id of the snapshot that the data volume is made from. @default an empty volume */
    readonly restoreFrom?: string;
    /** The proxy's image, with a tag or digest: a Caddy 2. @default Docker Hub's */
    readonly proxyImage?: string;
}
