import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentArgs } from "../components/environment";

/** One entry of `aws:assumeRoles`, in the aws provider's words. */
interface ProviderRole {
    readonly roleArn?: string;
    readonly externalId?: string;
    readonly sessionName?: string;
    /** Such as `1h15m`. */
    readonly duration?: string;
}

/** As whom the aws provider asks AWS: its own settings, read once more for the release drivers, which ask too. */
export function awsAccess(): NonNullable<EnvironmentArgs["access"]> {
    const config = new pulumi.Config("aws");
    const profile = config.get("profile");
    const roles = (config.getObject<readonly ProviderRole[]>("assumeRoles") ?? []).flatMap(
        ({ roleArn, externalId, sessionName, duration }) =>
            roleArn === undefined
                ? []
                : [
                      {
                          roleArn,
                          ...(externalId !== undefined && { externalId }),
                          ...(sessionName !== undefined && { sessionName }),
                          ...(duration !== undefined && { durationSeconds: seconds(duration) }),
                      },
                  ],
    );
    return {
        ...(profile !== undefined && { profile }),
        ...(roles.length > 0 && { assumeRoles: roles }),
    };
}

const UNITS = { h: 3600, m: 60, s: 1 } as const;

/** A duration as Go writes it. What the provider refuses, it refuses by itself, and before anything is made. */
function seconds(duration: string): number {
    return [...duration.matchAll(/([\d.]+)(h|m|s)/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS],
        0,
    );
}
