/** What the apps of a stack share: created, or referenced where it exists already. */
export interface EnvironmentSettings {
    /** Existing network and cluster. @default a network and a cluster are created */
    readonly reference?: EnvironmentReference;
    /** Domain in Route 53 under which apps get host names and certificates. @default apps answer at published ports */
    readonly domain?: string;
}

export interface EnvironmentReference {
    readonly vpcId: string;
    readonly publicSubnetIds: readonly string[];
    /** @default tasks run in the public subnets */
    readonly privateSubnetIds?: readonly string[];
    /** @default a cluster is created in that network */
    readonly clusterArn?: string;
}
