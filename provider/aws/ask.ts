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
