import { execFileSync, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { z } from "zod";
import { IMAGES_ONLY } from "./images/message";
import { main } from "./main";

const updates = z
    .array(
        z.object({
            kind: z.string(),
            message: z.string().default(""),
            environment: z.record(z.string(), z.string()).default({}),
        }),
    )
    .nullable();

/**
 * `npx tsx tools/newest.ts --stack dev`: ends with 1 where the stack has a newer commit than the one that is checked out, such as when an earlier run of
 * a workflow is run again. What is to be gone back to is gone back to by `slipway rollback`.
 */
main(() => {
    const { values } = parseArgs({ options: { stack: { type: "string" } } });
    const { stack } = values;
    if (stack === undefined) throw new Error("which stack? npx tsx tools/newest.ts --stack dev");
    const asked = ["stack", "history", "--json", "--page-size", "50", "--page", "1", "--non-interactive"];
    const history = execFileSync("pulumi", [...asked, "--stack", stack], { encoding: "utf8", maxBuffer: 2 ** 28 });
    const here = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
    const there = deployedCommit(JSON.parse(history));
    if (there === undefined || there === here) return Promise.resolve(0);
    const { status } = spawnSync("git", ["merge-base", "--is-ancestor", here, there], { stdio: "ignore" });
    if (status === 0) {
        throw new Error(
            `${stack} has commit ${there} already, which is newer than ${here}: nothing is deployed. Run the newest commit's workflow, or ` +
                `go back by \`npx slipway rollback <app> --stack ${stack}\`.`,
        );
    }
    // 1: neither is newer, or this one is. 128: this clone does not have the other, as after a push by force.
    if (status !== 1) console.log(`${stack} has commit ${there}, which this clone does not know`);
    return Promise.resolve(0);
});

/** The commit of the newest `pulumi up`, good or bad, as `pulumi stack history --json` tells it; one that only pushed images is none. */
function deployedCommit(history: unknown): string | undefined {
    const newest = updates.parse(history)?.find(({ kind, message }) => kind === "update" && message !== IMAGES_ONLY);
    return newest?.environment["git.head"];
}
