import { providerAccess, type ProviderRole } from "../../../config/provider-access";
import type { AwsAccess } from "../../../provider/aws/access";
import type { Stack } from "../../stack";

/** As whom and where the stack's aws provider asks; the region is `undefined` where nothing names one. */
export function accessOf(
    { config }: Pick<Stack, "config">,
    variables: Readonly<Record<string, string | undefined>>,
): Omit<AwsAccess, "region"> & { readonly region?: string } {
    const region = config["aws:region"]?.value ?? (variables.AWS_REGION || variables.AWS_DEFAULT_REGION);
    const roles = config["aws:assumeRoles"]?.value;
    return {
        ...(region && { region }),
        ...providerAccess(
            config["aws:profile"]?.value,
            roles === undefined ? [] : (JSON.parse(roles) as ProviderRole[]),
        ),
    };
}
