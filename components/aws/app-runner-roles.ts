import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { instancePolicy, pullPolicy, serviceTrustPolicy } from "./app-runner-policies";

export interface AppRunnerRolesArgs {
    readonly repositoryArns: readonly pulumi.Output<string>[];
    readonly secretArns: readonly pulumi.Output<string>[];
}

/** The two roles of one App Runner service: what App Runner may do to fetch its image, and what its instances may do. */
export class AppRunnerRoles extends pulumi.ComponentResource {
    /** Wait for this component before using it: without the policy no image is fetched. `undefined`: a public image. */
    readonly accessRoleArn: pulumi.Output<string> | undefined;
    readonly instanceRoleArn: pulumi.Output<string>;

    constructor(name: string, args: AppRunnerRolesArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:AppRunnerRoles", name, {}, opts);
        if (args.repositoryArns.length > 0) {
            const access = this.role(`${name}-access`, `Fetches the image of ${name}`, "build");
            this.policy(`${name}-access`, access, pulumi.all([...args.repositoryArns]).apply(pullPolicy));
            this.accessRoleArn = access.arn;
        }
        const instance = this.role(`${name}-instance`, `What the program of ${name} may do in AWS`, "tasks");
        if (args.secretArns.length > 0)
            this.policy(`${name}-instance`, instance, pulumi.all([...args.secretArns]).apply(instancePolicy));
        this.instanceRoleArn = instance.arn;
        this.registerOutputs({ instanceRoleArn: this.instanceRoleArn });
    }

    private role(name: string, description: string, principal: "build" | "tasks"): iam.Role {
        return new iam.Role(name, { description, assumeRolePolicy: serviceTrustPolicy(principal) }, { parent: this });
    }

    private policy(name: string, role: iam.Role, policy: pulumi.Output<string>): void {
        new iam.RolePolicy(name, { role: role.name, policy }, { parent: this });
    }
}
