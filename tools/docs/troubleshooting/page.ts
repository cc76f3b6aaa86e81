import { CHAPTERS } from "./entries";
import type { Entry } from "./entry";

const HEAD = `# Troubleshooting, by message

Search this page for a few words of the message that you see; \`…\` stands for what differs from case to case. A test holds each message against the file that writes
it, so none here is out of date. Problems of settings and Compose files say what to do themselves: [one of each kind](settings-errors.md). What each outcome
of a release looks like: [releases](releases.md). First of all, always: \`npx slipway doctor\`, which looks at the machine, the stack and AWS, and says what to do.`;

/** docs/troubleshooting.md. */
export function troubleshootingPage(): string {
    return [HEAD, ...CHAPTERS.flatMap(({ title, entries }) => [`## ${title}`, ...entries.map(section)])].join("\n\n");
}

function section({ says, by, means, todo }: Entry): string {
    return [
        `**\`${says.replaceAll("`", "'")}\`**${by === undefined ? "" : ` (${by}'s own)`}`,
        "",
        `${means} **Do:** ${todo}`,
    ].join("\n");
}
