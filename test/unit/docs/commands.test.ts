import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";
import { wrongWith } from "./commands/check";
import { PAGES } from "./commands/pages";
import { wrongSettings } from "./commands/settings";
import { commandsOf, simpleCommands, unmarkedCommands, yamlOf } from "./commands/shell";

const textOf = (page: string) => readFileSync(join(repositoryRoot, page), "utf8");

/** Everything that is wrong with the commands of a page. */
async function wrongOn(markdown: string): Promise<string[]> {
    const found: string[] = unmarkedCommands(markdown).map((line) => `${line}: stands in a block without a language`);
    for (const { line, whole } of commandsOf(markdown)) {
        for (const words of simpleCommands(line)) {
            const wrong = await wrongWith(words, whole);
            if (wrong !== undefined) found.push(`${words.join(" ")}: ${wrong}`);
        }
    }
    return [...found, ...yamlOf(markdown).flatMap(wrongSettings)];
}

test.each(PAGES)("each command and each setting of %s is one that there is", async (page) => {
    expect(await wrongOn(textOf(page))).toEqual([]);
});

test("they are many, of each kind", () => {
    const programs = PAGES.flatMap((page) => commandsOf(textOf(page)).flatMap(({ line }) => simpleCommands(line))).map(
        ([name]) => name!,
    );
    const count = (name: string) => programs.filter((one) => one === name).length;
    expect(count("pulumi")).toBeGreaterThan(80);
    expect(count("npx")).toBeGreaterThan(20);
    expect(count("npm")).toBeGreaterThan(20);
});

const block = (...lines: readonly string[]) => ["```sh", ...lines, "```", ""].join("\n");
test.each([
    ["a script that there is not", block("npm run lnit"), "npm run lnit: package.json has no script lnit"],
    ["an app that there is not", block("npm start -- task-apo"), "npm start -- task-apo: there is no app task-apo"],
    [
        "a test that there is not",
        block("npm run test:unit -- nothing-so"),
        "npm run test:unit -- nothing-so: no test file is named like nothing-so",
    ],
    [
        "a command of ours",
        block("npx slipway rollbak web"),
        "npx slipway rollbak web: slipway: error: unknown command 'rollbak'",
    ],
    [
        "an option of ours",
        block("npx slipway logs web --sinse 2h"),
        "npx slipway logs web --sinse 2h: slipway: error: unknown option '--sinse'",
    ],
    [
        "a choice of ours",
        block("npx slipway init -t fargate"),
        "npx slipway init -t fargate: slipway: error: option '-t, --target <target>' argument 'fargate' is invalid",
    ],
    [
        "an argument of ours that lacks",
        block("npx slipway rollback"),
        "npx slipway rollback: slipway: error: missing required argument 'app'",
    ],
    [
        "what a reader does not have",
        block("slipway doctor"),
        "slipway doctor: a reader has `npx slipway`, not `slipway`",
    ],
    ["a command of Pulumi's", block("pulumi stakc init dev"), "pulumi stakc init dev: pulumi has no command stakc"],
    [
        "a command below one of Pulumi's",
        block("pulumi stack nit dev"),
        "pulumi stack nit dev: pulumi stack has no command nit",
    ],
    [
        "an option of Pulumi's",
        block("pulumi up --skip-previews"),
        "pulumi up --skip-previews: pulumi up has no option --skip-previews",
    ],
    [
        "a setting",
        block("pulumi config set --path 'slipway:apps.shop.tarqet' local"),
        "pulumi config set --path slipway:apps.shop.tarqet local: slipway:apps.shop.tarqet: is unknown: did you mean target?",
    ],
    [
        "a setting's value",
        block("pulumi config set --path 'slipway:apps.shop.services.web.cpu' much"),
        'pulumi config set --path slipway:apps.shop.services.web.cpu much: slipway:apps.shop.services.web.cpu: must be a number, not "much".',
    ],
    [
        "a setting of the environment",
        block("pulumi config set --path 'slipway:environment.hots.volume' 20"),
        "pulumi config set --path slipway:environment.hots.volume 20: slipway:environment.hots: is unknown: did you mean host?",
    ],
    [
        "a path without --path",
        block("pulumi config set slipway:apps.shop.target local"),
        "pulumi config set slipway:apps.shop.target local: slipway:apps.shop.target is a path: --path is missing",
    ],
    [
        "a secret in plain text",
        block("pulumi config set shop:TOKEN hunter2"),
        "pulumi config set shop:TOKEN hunter2: shop:TOKEN would be stored as plain text",
    ],
    [
        "a command within a command",
        block('pulumi config set slipway:labelKey "$(opensll rand -hex 32)" --secret'),
        "opensll rand -hex 32: nothing is known of opensll",
    ],
    [
        "a command after a pipe",
        block("pulumi preview --json | npm run sumary"),
        "npm run sumary: package.json has no script sumary",
    ],
    [
        "a command in running text",
        "Run `npx slipway docter`.",
        "npx slipway docter: slipway: error: unknown command 'docter'",
    ],
    [
        "a command in a block without a language",
        "```\npulumi up\n```\n",
        "pulumi up: stands in a block without a language",
    ],
    [
        "a setting in YAML",
        "```yaml\nconfig:\n  slipway:apps: { shop: { target: local, secrts: [A] } }\n```\n",
        "slipway:apps.shop.secrts: is unknown: did you mean secrets?",
    ],
])("negative control: %s", async (_what, markdown, says) => {
    expect(await wrongOn(markdown)).toEqual([expect.stringContaining(says)]);
});

test("scripts are read as the shell reads them", () => {
    const script = [
        'eval "$(npm run --silent env)" && A=1 pulumi preview   # a comment with `words`',
        "pulumi import a:b name <URN of the parent> \\",
        "    --parent 'x y' < file.txt | jq -r '.a | .b'",
    ].join("\n");
    expect(simpleCommands(script)).toEqual([
        ["npm", "run", "--silent", "env"],
        ["eval", "substituted"],
        ["pulumi", "preview"],
        ["pulumi", "import", "a:b", "name", "example", "--parent", "x y"],
        ["jq", "-r", ".a | .b"],
    ]);
});
