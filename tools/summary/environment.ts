import { code } from "./escape";

/** What is said of a pull request's environment. */
export interface EnvironmentRun {
    readonly did: "up" | "down";
    readonly number: number;
    /** Whether the command ended well. */
    readonly good: boolean;
    /** What the command has said. */
    readonly log: string;
}

/** The comment about a pull request's environment: where it is, what it costs, until when. Its first line is how it is found again. */
export function environmentComment({ did, number, good, log }: EnvironmentRun): string {
    const stack = `pr-${number}`;
    const lines = [`<!-- slipway environment: ${stack} -->`];
    if (!good) {
        const left =
            did === "up" ? "is not up, or not all of it" : "is not removed, or not all of it: it goes on costing";
        lines.push(`### Environment \`${stack}\` ${left}`, "", "The log of this run tells why.");
    } else if (did === "down") {
        lines.push(`### Environment \`${stack}\` is removed`);
    } else {
        const addresses = [...new Set(log.match(new RegExp(`https://${stack}-[a-z0-9.-]+[a-z0-9]`, "g")))].sort();
        const [, until, price] = new RegExp(`^${stack} is up until (\\S+), for (.+?);`, "m").exec(log) ?? [];
        const left = [...log.matchAll(new RegExp(`^not in ${stack}: (.+)$`, "gm"))].map(([, why]) => why!);
        lines.push(`### Environment \`${stack}\` is up`, "", ...addresses.map((address) => `- ${address}`));
        if (price !== undefined) lines.push("", `**Price**: ${price}`);
        if (until !== undefined) {
            const end = `${until.slice(0, 10)} if nothing is deployed to it before`;
            lines.push("", `**Until**: the pull request is closed or loses its label, or ${end}.`);
        }
        if (left.length > 0) lines.push("", "Not in it:", "", ...left.map((why) => `- ${code(why)}`));
    }
    return `${lines.join("\n")}\n`;
}
