import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import type * as List from "../rollback/list";

/** `slipway releases`. */
export function releasesCommand(context: Context): Command {
    return new Command("releases")
        .argument("<app>", "the app, as slipway:apps names it")
        .summary("list what each `pulumi up` of the stack gave an app")
        .description(
            "Lists what each `pulumi up` of the stack gave an app, newest first: what `slipway rollback` can go back to.",
        )
        .option("-s, --stack <name>", "the stack (default: the one that is selected)")
        .option("--json", "print the list as JSON, without any value")
        .option("--config-file <file>", "the stack's settings (default: Pulumi.<stack>.yaml)")
        .action(async (app: string, options: { stack?: string; json?: boolean; configFile?: string }) => {
            await load<typeof List>("./rollback/list").listReleases(context, app, options);
        });
}
