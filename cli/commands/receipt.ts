import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import type * as Receipt from "../teardown/receipt";

/** `slipway receipt`. */
export function receiptCommand(context: Context): Command {
    return new Command("receipt")
        .summary("what `pulumi destroy` would leave behind, at what price, and what stands in its way")
        .description(
            "Says what `pulumi destroy` of the stack would leave behind (snapshots, secrets in recovery, images, volumes …), what each\n" +
                "costs a month and how to remove it; and what must be unprotected first, with the commands. It reads the stack's state,\n" +
                "asks AWS nothing and changes nothing. Run it before the destroy: afterwards the state is empty.",
        )
        .option("-s, --stack <name>", "the stack (default: the one that is selected)")
        .option("--json", "print it as JSON")
        .addHelpText(
            "after",
            `
Examples:
  slipway receipt --stack prod > receipt.txt    before \`pulumi destroy --stack prod\`
  slipway sweep --stack prod                    afterwards: what is really there`,
        )
        .action(async (options: Receipt.ReceiptOptions) => {
            await load<typeof Receipt>("./teardown/receipt").receipt(context, options);
        });
}
