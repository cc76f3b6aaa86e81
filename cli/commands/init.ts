import { Command, Option } from "commander";
import { TARGETS } from "../../config/schema";
import type { Context } from "../context";
import type * as Init from "../init/init";
import { load } from "../load";

/** `slipway init`. */
export function initCommand(context: Context): Command {
    return new Command("init")
        .summary("make a project of a Compose file, or add its app to the project that is here")
        .description(
            "Makes a Pulumi project that runs a Compose file by Slipway, or adds the app to the project that is here. The file is\n" +
                "checked against the target first: what cannot work is refused with the reason, and nothing is written then.\n" +
                "Variables without a value are taken from the .env beside it; those that sound secret (TOKEN, PASSWORD, …) are declared\n" +
                "as secrets, without a value.",
        )
        .option("-a, --app <name>", "the app's name (default: Compose's, or the folder's)")
        .option("-c, --compose <file>", "the Compose file (default: compose.yaml or what else Compose looks for)")
        .addOption(new Option("-t, --target <target>", "where it runs (default: asks, or local)").choices(TARGETS))
        .option("-s, --stack <name>", "the stack (default: local for this machine, else dev)")
        .option("--region <region>", "the region of AWS, such as eu-central-1")
        .option("--domain <name>", "the host name that reaches the app by TLS")
        .option("--allow <cidr...>", "who may connect, such as 203.0.113.7/32")
        .option("--secret <name...>", "variables that are secrets")
        .option("--variable <name=value...>", "values of variables that are no secrets")
        .option(
            "--health <service=path...>",
            "what a service without a healthcheck answers when it is well; false: nothing",
        )
        .option("-y, --yes", "ask nothing")
        .option("--json", "print what was written as JSON")
        .addHelpText(
            "after",
            `
Examples:
  slipway init                                              asks where it shall run, and for what the file leaves open
  slipway init --yes                                        on this machine's Docker
  slipway init -y -t ecs-fargate --region eu-central-1 --allow 203.0.113.7/32`,
        )
        .action(async (options: Init.InitOptions) => {
            await load<typeof Init>("./init/init").init(context, options);
        });
}
