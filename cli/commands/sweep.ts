import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import type * as Sweep from "../teardown/sweep";

/** `slipway sweep`. */
export function sweepCommand(context: Context): Command {
    return new Command("sweep")
        .summary("what is left on AWS of a stack that is gone, by its tag, with the price")
        .description(
            "Finds by the tag slipway:stack what is left on AWS of a stack that was destroyed, with the price and the command that\n" +
                "removes it. With --delete it deletes images and secrets after a question; data (snapshots, disks, files) it never\n" +
                "deletes. It refuses a stack that has resources, and deletes nothing where something shows that the stack is in use.",
        )
        .requiredOption("-s, --stack <name>", "the stack, as it was called")
        .option("--region <region>", "where to look (default: aws:region in Pulumi.<stack>.yaml, or AWS_REGION)")
        .option("--delete", "delete images and secrets (which can be had back for 30 days)")
        .option("-y, --yes", "do not ask")
        .option("--json", "print what was found and deleted as JSON")
        .addHelpText(
            "after",
            `
Examples:
  slipway sweep --stack prod                    what is there
  slipway sweep --stack pr-7 --delete --yes     in CI, when a pull request is closed`,
        )
        .action(async (options: Sweep.SweepOptions) => {
            await load<typeof Sweep>("./teardown/sweep").sweep(context, options);
        });
}
