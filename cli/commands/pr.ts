import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import { whole } from "../numbers";
import type * as Down from "../pr/down";
import type * as Up from "../pr/up";

/** `slipway pr`. */
export function prCommand(context: Context): Command {
    const pr = new Command("pr")
        .summary("a stack for each pull request, on another stack's load balancer")
        .description(
            "Deploys the work tree's apps in a stack of their own, on another stack's network, cluster and load balancer, at host names " +
                "of their own, on Spot; and removes it again.",
        )
        .addHelpText(
            "after",
            `
Examples:
  slipway pr up 123 --from dev --preview    what it would make, and its price a month
  slipway pr up 123 --from dev --yes        https://pr-123-<app>.<domain of dev>
  slipway pr down 123 --yes                 when the pull request is closed
  slipway pr sweep --yes                    what nobody has removed in time`,
        );
    pr.command("up")
        .argument("<number>", "of the pull request", whole)
        .summary("deploy the work tree's apps for a pull request")
        .description(
            "Deploys the work tree's apps for a pull request. It gets the base's secrets: take a base whose secrets may be seen.",
        )
        .requiredOption("--from <stack>", "the stack on whose network, cluster and load balancer it stands")
        .option("--preview", "show what would be made and what it costs, and make nothing but the stack's settings")
        .option("-y, --yes", "do not ask")
        .option("--days <number>", "until `pr sweep` removes it, from this deployment on (default: 7)", whole)
        .option("--config-file <file>", "the base's settings (default: Pulumi.<stack>.yaml)")
        .option("--json", "print where it is, its price and its end as JSON; Pulumi's words go to standard error")
        .action((number: number, options: Up.UpOptions) => load<typeof Up>("./pr/up").up(context, number, options));
    pr.command("down")
        .argument("<number>", "of the pull request", whole)
        .summary("remove what was deployed for a pull request, and its stack")
        .description("Removes what was deployed for a pull request, and its stack.")
        .option("-y, --yes", "do not ask")
        .option("--json", "print what is removed as JSON; Pulumi's words go to standard error")
        .action((number: number, options: Down.DownOptions) =>
            load<typeof Down>("./pr/down").down(context, number, options),
        );
    pr.command("sweep")
        .summary("remove the stacks of pull requests whose end has come")
        .description("Removes the stacks of pull requests whose end has come, as their own output `expires` says.")
        .option("--days <number>", "how long one without an end may stay after its last deployment (default: 7)", whole)
        .option("-y, --yes", "do not ask")
        .option("--json", "print what is removed as JSON; Pulumi's words go to standard error")
        .action((options: Down.SweepOptions) => load<typeof Down>("./pr/down").sweep(context, options));
    return pr;
}
