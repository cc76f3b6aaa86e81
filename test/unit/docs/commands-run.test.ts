import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";
import { PAGES } from "./commands/pages";
import { BY_ANOTHER_TEST, coverageOf, FROM_THE_PAGE, NAMED, NOT_RUN } from "./commands/ran";
import { commandsOf, simpleCommands } from "./commands/shell";

// Every command of every page: run from the page by test/engine/docs-commands.test.ts, or by the test that `commands/ran.ts` names, or
// listed there with the reason.

const textOf = (page: string) => readFileSync(join(repositoryRoot, page), "utf8");
const wordsOf = (markdown: string) => commandsOf(markdown).flatMap(({ line }) => simpleCommands(line));
const ALL = PAGES.flatMap((page) => wordsOf(textOf(page)).map((words) => words.join(" ")));

/** Commands that nothing says anything of. */
const uncovered = (commands: readonly string[]) => commands.filter((command) => coverageOf(command) === undefined);

test("each command of the pages is run, or said not to be, with the reason", () => {
    expect(uncovered(ALL)).toEqual([]);
    expect(ALL.length).toBeGreaterThan(300);
});

test("negative control: a command that nobody runs is seen", () => {
    const page = "```sh\npulumi stack tag ls\n```\n\nThen `npm run fly`.\n";
    expect(uncovered(wordsOf(page).map((words) => words.join(" ")))).toEqual(["pulumi stack tag ls", "npm run fly"]);
});

test("no entry of the lists has outlived its command", () => {
    const patterns = [...FROM_THE_PAGE, ...NAMED, ...[...BY_ANOTHER_TEST, ...NOT_RUN].map(([pattern]) => pattern)];
    expect(patterns.filter((pattern) => !ALL.some((command) => pattern.test(command)))).toEqual([]);
});

test.each(BY_ANOTHER_TEST)("%s is run by %s", (_commands, file, piece) => {
    expect(textOf(file)).toContain(piece);
});

test("docs/README.md tells which commands nobody runs, and why: these and no others", () => {
    const told = [...textOf("docs/README.md").matchAll(/^ +- `([^`]+)`: (.*)\.$/gm)].map(([, shown, why]) => [
        shown,
        why,
    ]);
    expect(told).toEqual(NOT_RUN.map(([, shown, reason]) => [shown, reason]));
});
