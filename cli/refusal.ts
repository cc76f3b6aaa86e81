import type { Ending } from "./exit-codes";

/** What is wrong, in the house's form. Never a secret value. */
export interface Wrong {
    /** Such as `slipway:apps.web.target` or `--stack`. */
    readonly where: string;
    /** What is wrong with it, with the value given, such as `there is no app "wbe"`. */
    readonly what: string;
    /** The way out, such as a command. */
    readonly todo?: string;
}

/** The command cannot do what was asked: shown without a stack trace. */
export class Refusal extends Error {
    constructor(
        readonly wrong: Wrong,
        readonly ending: Exclude<Ending, "done"> = "configuration",
    ) {
        super(sentence(wrong));
    }
}

/** `where: what: what to do`; after a list the last is a line of its own. */
export function sentence({ where, what, todo }: Wrong): string {
    const remedy = todo === undefined ? "" : `${what.includes("\n") ? "\n" : ": "}${todo}`;
    return `${where}: ${what}${remedy}`;
}
