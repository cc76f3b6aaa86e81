import type { ReleaseContext } from "../contract";
import { OtherAccount } from "./account";

/**
 * How the world differs from a record, as far as AWS can be asked: where it cannot, such as in a preview without credentials, the user
 * is told, and only inputs are compared.
 *
 * @throws OtherAccount the credentials are another account's: then nothing else that is said would be true
 */
export async function knownDrift(
    { name }: { readonly name: string },
    context: ReleaseContext,
    ask: () => Promise<string[]>,
): Promise<string[]> {
    try {
        return await ask();
    } catch (error) {
        if (error instanceof OtherAccount) throw error;
        const why = error instanceof Error ? error.message : String(error);
        context.say(`${name}: whether it still serves could not be checked: ${why}`, "warning");
        return [];
    }
}
