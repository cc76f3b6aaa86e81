import { readFileSync } from "node:fs";
import { main } from "./main";
import { summary, toldNothing } from "./summary/markdown";
import { parsePreview, type Preview } from "./summary/preview";

/**
 * `npm run --silent summary -- [preview.json] [stack] [exit code]`: prints what a preview means, as a comment for a pull request. Without a
 * file, or with `-`, it reads `pulumi preview --json` from its standard input. With the exit code of a preview that failed it has words for
 * one that told nothing, too: an older comment must not stand as if it were of now. It asks nothing of Docker, AWS or Pulumi.
 */
main(() => {
    const [file = "-", stack, status = "0"] = process.argv.slice(2);
    const text = readFileSync(file === "-" ? 0 : file, "utf8");
    let preview: Preview;
    try {
        preview = parsePreview(text);
    } catch (error) {
        if (stack === undefined || status === "0") throw error;
        process.stdout.write(toldNothing(stack, status));
        return Promise.resolve(0);
    }
    process.stdout.write(summary(preview, stack));
    return Promise.resolve(0);
});
