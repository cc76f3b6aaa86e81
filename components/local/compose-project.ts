import * as pulumi from "@pulumi/pulumi";

/** Two stacks of the same app on one machine are two Compose projects. */
export function composeProject(app: string): string {
    return `slipway-${pulumi.getStack()}-${app}`.toLowerCase().replace(/[^a-z0-9_-]/g, "-");
}
