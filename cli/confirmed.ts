import type { Context } from "./context";
import { Refusal } from "./refusal";

/** Asks, unless `--yes` has answered. @throws Refusal where nobody can be asked */
export async function confirmed(context: Context, question: string, yes: boolean | undefined): Promise<boolean> {
    if (yes) return true;
    if (!context.terminal.in.isTTY) {
        const what = "this changes something, and there is no terminal to ask on";
        throw new Refusal({ where: "--yes", what, todo: "give --yes" }, "usage");
    }
    const { confirm } = await import("@inquirer/prompts");
    return confirm({ message: `${question}?`, default: false });
}
