import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import type * as Recover from "../recover/recover";

/** `slipway recover`. */
export function recoverCommand(context: Context): Command {
    return new Command("recover")
        .summary("after a run that was killed: say what it left, and make the stack usable again")
        .description(
            "After a `pulumi up` that was killed, lost its connection or ran out of time: says what it left behind, mends a state\n" +
                "that was cut off, and releases the stack (pulumi cancel) once it is sure, or you are, that no other run is alive.\n" +
                "It changes nothing of what runs. The next `pulumi up` judges that.",
        )
        .option("-s, --stack <name>", "the stack (default: the one that is selected)")
        .option("-y, --yes", "release the stack without a question; never while a run is seen to be alive")
        .option("--json", "print what was found and done as JSON")
        .addHelpText(
            "after",
            `
Examples:
  slipway recover --stack prod          says what is there, and asks
  slipway recover --stack prod --yes    in CI, where runs of one stack never overlap

It ends with 1 where the stack is still held, as by a run that is alive.`,
        )
        .action(async (options: Recover.RecoverOptions) => {
            await load<typeof Recover>("./recover/recover").recover(context, options);
        });
}
