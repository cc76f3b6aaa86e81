import { readFileSync } from "node:fs";
import { main } from "./main";
import { environmentComment } from "./summary/environment";

/**
 * `npx tsx tools/pr-comment.ts up|down <number> <exit code>`: what `slipway pr up` or `down` has said (standard input) as a comment of
 * the pull request.
 */
main(() => {
    const [did, number, status] = process.argv.slice(2);
    if ((did !== "up" && did !== "down") || !/^\d+$/.test(number ?? ""))
        throw new Error("which? npx tsx tools/pr-comment.ts up|down <number> <exit code>");
    const text = environmentComment({
        ...{ did, number: Number(number), good: status === "0", log: readFileSync(0, "utf8") },
    });
    process.stdout.write(text);
    return Promise.resolve(0);
});
