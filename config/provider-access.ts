import type { EnvironmentArgs } from "../components/environment";

/** One entry of `aws:assumeRoles`, in the aws provider's words. */
export interface ProviderRole {
    readonly roleArn?: string;
    readonly externalId?: string;
    readonly sessionName?: string;
    /** Such as `1h15m`. */
    readonly duration?: string;
}

/** The aws provider's settings `aws:profile` and `aws:assumeRoles` in our words. */
export function providerAccess(
    profile: string | undefined,
    assumeRoles: readonly ProviderRole[] = [],
): NonNullable<EnvironmentArgs["access"]> {
    const roles = assumeRoles.flatMap(({ roleArn, externalId, sessionName, duration }) =>
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
