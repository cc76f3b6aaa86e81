import * as pulumi from "@pulumi/pulumi";
import { CiRoles } from "../components/ci-roles";
import { rolesOf } from "./settings";

const config = new pulumi.Config("slipway-ci");
const settings = (name: string) => config.getObject<unknown>(name);
const roles = new CiRoles(
    `slipway-ci-${pulumi.getStack()}`,
    rolesOf({
        deploys: settings("deploys"),
        github: settings("github"),
        pulumiDeployments: settings("pulumiDeployments"),
    }),
);

/** What the repository's variables are to hold: docs/ci.md. */
export const roleArns = roles.roleArns;
