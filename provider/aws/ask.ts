import { type Identity, refuseOtherAccount } from "./account";
import { explained, type Question } from "./explained";

/** Asks AWS for one operation. @throws what went wrong, in words; see {@link explained} */
export type Ask = <T>(operation: string, question: () => Promise<T>) => Promise<T>;

export function asking(about: Omit<Question, "operation">): Ask {
    return async (operation, question) => {
        try {
            return await question();
        } catch (error) {
            throw explained(error, { ...about, operation });
        }
    };
}

/** The same about what is in the account of `arn`: credentials of another one are refused first, see {@link refuseOtherAccount}. */
export function askingOwner(identity: Identity, arn: string, about: Omit<Question, "operation">): Ask {
    const ask = asking(about);
    return (operation, question) =>
        ask(operation, async () => {
            await refuseOtherAccount(identity, arn, about);
            return question();
        });
}
