import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentArgs } from "../components/environment";
import { providerAccess, type ProviderRole } from "./provider-access";

/** As whom the aws provider asks AWS: its own settings, read once more for the release drivers, which ask too. */
export function awsAccess(): NonNullable<EnvironmentArgs["access"]> {
    const config = new pulumi.Config("aws");
    return providerAccess(config.get("profile"), config.getObject<readonly ProviderRole[]>("assumeRoles"));
}
