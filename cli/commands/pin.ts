import { Command } from "commander";
import type { Context } from "../context";
import { load } from "../load";
import type * as Pin from "../pin/pin";

/** `slipway pin`. */
export function pinCommand(context: Context): Command {
    return new Command("pin")
        .summary("write down which images the names of other people's stand for, as AWS targets need")
        .description(
            "Asks the registries which images the names of other people's (postgres:16-alpine) stand for now, and writes their digests\n" +
                "to images.lock.json, which belongs in git: a tag can be moved, and each deployment is to get the same image. Without a\n" +
                "name: those in the file, and those that the Compose files of this project name. All are written, or none.",
        )
        .argument("[image...]", "names as in the Compose file")
        .option("--json", "print the file's content as JSON")
        .addHelpText(
            "after",
            `
Examples:
  slipway pin                        all of the project, as they are now
  slipway pin postgres:16-alpine     one of them

It asks by docker buildx imagetools, signed in as docker login has it.`,
        )
        .action(async (images: string[], options: Pin.PinOptions) => {
            await load<typeof Pin>("./pin/pin").pin(context, images, options);
        });
}
