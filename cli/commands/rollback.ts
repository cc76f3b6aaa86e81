import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import { whole } from "../numbers";
import type * as RollBack from "../rollback/rollback";

/** `slipway rollback`. */
export function rollbackCommand(context: Context): Command {
    return new Command("rollback")
        .argument("<app>", "the app, as slipway:apps names it")
        .summary("deploy an app as an earlier `pulumi up` of the stack did")
        .description(
            "Deploys an app as an earlier `pulumi up` of the stack did: with the files of that commit, and the settings, variables and " +
                "secrets of then. It is a `pulumi up`, judged like any other; on AWS the images are there already. Other apps stay.",
        )
        .option("-s, --stack <name>", "the stack (default: the one that is selected)")
        .option(
            "--to <update>",
            "number of the update, as `slipway releases` tells (default: the last good other one)",
            whole,
        )
        .option("--preview", "show what would change, and change nothing")
        .option("-y, --yes", "do not ask")
        .option("--json", "print what was gone back to as JSON, without any value; Pulumi's words go to standard error")
        .option("--config-file <file>", "the stack's settings (default: Pulumi.<stack>.yaml)")
        .addHelpText(
            "after",
            `
Examples:
  slipway rollback shop                     to what was last deployed well and was different
  slipway rollback shop --to 41 --preview   what update 41 would change
  slipway rollback shop --to 41 --yes       in a script

Until it has succeeded, nothing in the project changes. Then Pulumi.<stack>.yaml holds the app at that commit (\`commit: …\`), so the
next \`pulumi up\` does not undo it; take \`commit\` out again when the files are good.`,
        )
        .action(async (app: string, options: RollBack.RollbackOptions) => {
            await load<typeof RollBack>("./rollback/rollback").rollBack(context, app, options);
        });
}
