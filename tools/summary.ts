import { readFileSync } from "node:fs";
import { main } from "./main";
import { summary } from "./summary/markdown";
import { parsePreview } from "./summary/preview";

/**
 * `npm run --silent summary -- [preview.json] [stack]`: prints what a preview means, as a comment for a pull request. Without a file, or
 * with `-`, it reads `pulumi preview --json` from its standard input. It asks nothing of Docker, AWS or Pulumi.
 */
main(() => {
    const [file = "-", stack] = process.argv.slice(2);
    const text = readFileSync(file === "-" ? 0 : file, "utf8");
    process.stdout.write(summary(parsePreview(text), stack));
    return Promise.resolve(0);
});
