import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import type * as List from "../secrets/list";
import type * as Set from "../secrets/set";

/** `slipway secrets set` and `slipway secrets list`. */
export function secretsCommand(context: Context): Command {
    return new Command("secrets")
        .summary("give the secrets of a stack their values, and list which have one")
        .description(
            "Gives the secrets that a stack declares (slipway:apps.<app>.secrets) their values, and lists which have one.\n" +
                "A value is never on a command line, and never shown: it goes to Pulumi, which encrypts it into the stack's file.",
        )
        .addCommand(setCommand(context))
        .addCommand(listCommand(context));
}

function setCommand(context: Context): Command {
    return new Command("set")
        .summary("give one secret its value, from standard input or a hidden question")
        .description(
            "Gives one secret its value: what is piped in, without the line break at its end, or what you type when asked.\n" +
                "Only a secret that the stack declares is taken. The next `pulumi up` brings it to the app.",
        )
        .argument("<app:NAME>", "the secret, such as web:API_TOKEN")
        .option("-s, --stack <name>", "the stack (default: the one that is selected)")
        .option("--json", "print what was done as JSON")
        .allowExcessArguments() // to be refused in our own words, as one may be the value
        .addHelpText(
            "after",
            `
Examples:
  slipway secrets set web:API_TOKEN                       asks for it; what you type is not shown
  slipway secrets set web:API_TOKEN < token.txt           from a file
  openssl rand -hex 32 | slipway secrets set web:KEY -s prod   made on the way, seen by nobody`,
        )
        .action(async (secret: string, options: Set.Options, command: Command) => {
            const request = { ...options, secret, more: command.args.length > 1 };
            await load<typeof Set>("./secrets/set").setSecret(context, request);
        });
}

function listCommand(context: Context): Command {
    return new Command("list")
        .summary("list the declared secrets and whether each has a value")
        .description(
            "Lists the secrets that a stack declares, where each one's value comes from, and whether it is set.",
        )
        .option("-s, --stack <name>", "the stack (default: the one that is selected)")
        .option("--json", "print the list as JSON")
        .addHelpText(
            "after",
            `
Examples:
  slipway secrets list --stack prod
  slipway secrets list --json | jq -r '.secrets[] | select(.state == "missing") | .secret'`,
        )
        .action(async (options: List.Options) => {
            await load<typeof List>("./secrets/list").listSecrets(context, options);
        });
}
