import { BAD_SETTINGS } from "./cases";

const HEAD = `# What bad settings are told

All that is wrong with a stack's settings and Compose files is told at once, before anything is made, each line as *path: what is wrong, the value
given, what to do*. Here is one case of each kind of mistake; a test runs them through the whole program, compares every line with these, and
sees that not one resource was made.`;

/** docs/settings-errors.md. */
export function settingsErrorsPage(): string {
    const cases = BAD_SETTINGS.map(({ what, says }) => [
        `**${what[0]!.toUpperCase()}${what.slice(1)}**`,
        says.map((line) => `    ${line}`).join("\n"),
    ]);
    return [HEAD, ...cases.flat()].join("\n\n");
}
