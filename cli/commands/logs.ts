import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import type * as Logs from "../logs/logs";

/** `slipway logs`. */
export function logsCommand(context: Context): Command {
    return new Command("logs")
        .summary("show what the services of an app have written")
        .description(
            "Shows what the services of an app have written, wherever the stack runs them: this machine's Docker, or CloudWatch\n" +
                "Logs for every target on AWS. What is shown is what the app wrote: Slipway takes nothing out of it.",
        )
        .argument("<app>", "the app, as in slipway:apps")
        .argument("[service]", "one of its services, as in its Compose file (default: all)")
        .option("-s, --stack <name>", "the stack (default: the one that is selected)")
        .option("--since <when>", "how far back: 30s, 10m, 2h, 1d, or a time such as 2026-01-31T12:00:00Z", "10m")
        .option("-f, --follow", "go on showing new lines, until Ctrl-C")
        .option("--json", "one JSON object a line: { time, service, line }; not for this machine's Docker")
        .addHelpText(
            "after",
            `
Examples:
  slipway logs web                            the last 10 minutes of all its services
  slipway logs web api --since 2h -s prod     two hours of one service
  slipway logs web --follow                   as it is written`,
        )
        .action(async (app: string, service: string | undefined, options: Logs.LogsOptions) => {
            await load<typeof Logs>("./logs/logs").showLogs(context, { ...options, app, service });
        });
}
