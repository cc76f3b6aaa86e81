/** What runs a command of the pages: this is the whole of it, so a command that stands nowhere here fails `commands-run.test.ts`. */

/** Run from the page itself, by `test/engine/docs-commands.test.ts`, in a project and a backend of its own. */
export const FROM_THE_PAGE: readonly RegExp[] = [
    /^pulumi config (set|rm) .*\b[\w-]+:\w/,
    /^pulumi config --json$/,
    /^pulumi stack (init|select|export|import)\b/,
    /^pulumi stack --show-urns$/,
    /^pulumi refresh --clear-pending-creates$/,
    /^pulumi (cancel|destroy)( --stack \S+)?$/,
    /^pulumi login$/,
    /^openssl rand -hex 32$/,
    /^npx slipway( \S+)? --help$/,
    /^npx slipway secrets (list|set \S+)( --stack \S+)?$/,
    /^npm (init --yes|run( --silent)? summary( .*)?|run --silent images -- --list)$/,
    /^(export|eval|cd) /,
];

/** Run by another test: the file, and a piece of it that runs the command. */
export const BY_ANOTHER_TEST: readonly (readonly [commands: RegExp, file: string, piece: string])[] = [
    [/^npm pack$/, "test/unit/components/consumer.test.ts", '"pack"'],
    // The README's two commands and what CI calls.
    [/^npm ci$/, ".ci/run", "npm ci"],
    [/^npm test$/, ".ci/run", "npm test"],
    [/^npm run lint$/, ".ci/run", "npm run lint"],
    [/^npm (run test:(unit|engine|images|e2e)|test)( -- [\w/-]+)?$/, "tools/test.ts", "readTestRequest"],
    [/^npx jest --rootDir=\. /, "tools/test.ts", "--roots"],
    [/^npm start( -- .*)?$/, "test/e2e/start.test.ts", "npm start --silent"],
    [/^npm run --silent env$/, "test/e2e/start.test.ts", "npm run --silent env"],
    [/^npm stop( -- .*)?$/, "test/e2e/start.test.ts", "npm stop --silent -- --volumes"],
    [/^npm run docs( -- --check)?$/, "test/unit/docs/generated-pages.test.ts", "stalePages(PAGES, repositoryRoot)"],
    [/^npm run test:aws$/, "test/unit/tools/test-aws.test.ts", "runScenario"],
    [/^npx tsx tools\/images\.ts /, "test/support/preview-workflow.ts", "deploy-stack.yml"],
    [/^npx tsx tools\/newest\.ts /, "test/unit/tools/newest.test.ts", "newest.ts"],
    // The command `slipway`, run as it is typed: in the same process, by `test/unit/cli/terminal.ts`.
    [/^(npx )?slipway init\b/, "test/unit/cli/init.test.ts", '"init"'],
    [/^npx slipway doctor\b/, "test/unit/cli/doctor.test.ts", '"doctor"'],
    [/^npx slipway logs\b/, "test/unit/cli/logs.test.ts", '"logs"'],
    [/^npx slipway pin\b/, "test/unit/cli/pin.test.ts", '"pin"'],
    [/^npx slipway (receipt)\b/, "test/unit/cli/receipt.test.ts", '"receipt"'],
    [/^npx slipway sweep\b/, "test/unit/cli/sweep.test.ts", '"sweep"'],
    [/^npx slipway recover\b/, "test/unit/cli/recover.test.ts", '"recover"'],
    [/^npx slipway releases\b/, "test/e2e/rollback.test.ts", '"releases"'],
    [/^(npx )?slipway rollback\b/, "test/e2e/rollback.test.ts", '"rollback"'],
    [/^(npx )?slipway pr( |$)/, "test/engine/pull-request.test.ts", '"pr"'],
    [/^npx slipway secrets set \S+ \S+$/, "test/unit/cli/secrets.test.ts", "takes no value on the command line"],
    // Pulumi's own, on whole stacks: in every engine and end-to-end test.
    [/^pulumi (up|preview)( --stack \S+)?$/, "test/support/stack.ts", '["preview", ...this.flags()'],
    [/^pulumi up --replace\b/, "test/engine/app-runner-domain.test.ts", '"--replace"'],
    [/^pulumi preview --policy-pack policy$/, "test/engine/policy-pack.test.ts", "policy-pack"],
    // The steps of the workflows, which are these commands.
    [/^pulumi preview --json --show-sames( --stack \S+)?$/, "test/support/preview-workflow.ts", "preview.yml"],
    [/^pulumi preview --refresh --expect-no-changes$/, "test/support/preview-workflow.ts", "drift.yml"],
    [/^pulumi config refresh$/, "cli/pr/stacks.ts", '["config", "refresh"'],
    [/^pulumi stack output roleArns$/, "test/engine/ci-roles.test.ts", "roleArns"],
    [/^pulumi stack output generated --show-secrets$/, "test/e2e/local-data.test.ts", "--show-secrets"],
    [/^pulumi state unprotect\b/, "test/support/destroyed.ts", '"unprotect"'],
    [/^pulumi import\b/, "test/engine/fargate-kill.test.ts", '"import"'],
    [/^pulumi gen-markdown$/, "test/unit/docs/commands/pulumi-cli.ts", '"gen-markdown"'],
];

/** Run by nobody here, and why. docs/README.md has the same list. */
export const NOT_RUN: readonly (readonly [commands: RegExp, shown: string, reason: string])[] = [
    [/^aws /, "aws …", "needs an AWS account"],
    [/^pulumi deployment /, "pulumi deployment …", "needs Pulumi Cloud"],
    [/^pulumi up --refresh$/, "pulumi up --refresh", "mends what somebody changed on AWS"],
    [/^pulumi new typescript$/, "pulumi new typescript", "fetches its template from GitHub"],
    [/^pg_(dump|restore) /, "pg_dump, pg_restore", "need the reader's two databases"],
    [/^(sudo |systemctl )/, "sudo …, systemctl …", "are typed on an EC2 host"],
    [/^npm install /, "npm install …", "takes hundreds of packages from a registry"],
    [/^npm run format$/, "npm run format", "writes into the checkout"],
    [/^npm run bench$/, "npm run bench", "takes minutes, and measures the machine"],
];

/** Names of commands in running text, without what they are given. */
export const NAMED: readonly RegExp[] = [
    /^npm run$/,
    /^npx slipway$/,
    /^(npx )?slipway secrets set$/,
    /^pulumi config set( --path| --secret)?$/,
    /^pulumi refresh --import-pending-creates$/,
];

export type Coverage = "from the page" | "by another test" | "not run" | "named";

/** Which of them holds for a command, or none. */
export function coverageOf(command: string): Coverage | undefined {
    if (FROM_THE_PAGE.some((one) => one.test(command))) return "from the page";
    if (BY_ANOTHER_TEST.some(([one]) => one.test(command))) return "by another test";
    if (NOT_RUN.some(([one]) => one.test(command))) return "not run";
    return NAMED.some((one) => one.test(command)) ? "named" : undefined;
}
