import { Command } from "commander";
import type { Context } from "../context";
import type * as Doctor from "../doctor/doctor";
import { load } from "../load";

/** `slipway doctor`. */
export function doctorCommand(context: Context): Command {
    return new Command("doctor")
        .summary("look whether this machine and a stack are ready, and say what to do where not")
        .description(
            "Looks whether this machine and a stack are ready: programs and their versions, Docker, the stack's settings and\n" +
                "secrets, and, for a stack with apps on AWS, who you are there. It changes nothing, and prints no secret.",
        )
        .option("-s, --stack <name>", "the stack to look at (default: the one that is selected)")
        .option("--json", "print the findings as JSON")
        .addHelpText(
            "after",
            `
Examples:
  slipway doctor                    this machine, and the stack that is selected
  slipway doctor --stack prod       the same for the stack prod
  slipway doctor --json             for a program: { "findings": [{ "check", "result", "what", "todo" }], "wrong", "warnings" }

It ends with 1 where something is wrong; a warning alone does not fail it.`,
        )
        .action(async (options: { stack?: string; json?: boolean }) => {
            await load<typeof Doctor>("./doctor/doctor").doctor(context, options);
        });
}
