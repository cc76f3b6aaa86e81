import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { canonicalJson } from "./aws/canonical-json";
import { dashboardWidgets, type DashboardSection } from "./alarms/widgets";
import type { Json } from "./json";

export type { DashboardSection } from "./alarms/widgets";

export interface DashboardArgs {
    /** From top to bottom. */
    readonly sections: readonly DashboardSection[];
    /** Where the numbers are. */
    readonly region: pulumi.Input<string>;
}

/**
 * One page in CloudWatch with every number that an alarm watches. One for a whole stack: each costs 3 USD a month after an account's
 * third, and apps one under the other can be read.
 */
export class Dashboard extends pulumi.ComponentResource {
    constructor(name: string, args: DashboardArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:Dashboard", name, {}, opts);
        const dashboardBody = pulumi
            .output(args.region)
            .apply((region) => pulumi.output(dashboardWidgets(args.sections, region)))
            .apply((widgets) => canonicalJson({ widgets: widgets as unknown as Json }));
        const dashboardName = `${pulumi.getProject()}-${pulumi.getStack()}`;
        new cloudwatch.Dashboard(name, { dashboardName, dashboardBody }, { parent: this });
        this.registerOutputs({});
    }
}
