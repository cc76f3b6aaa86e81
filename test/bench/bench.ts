/**
 * `npm run bench`: what a preview without changes costs: Pulumi alone, the dev stack, and stacks of 5, 20 and 100 apps. AWS is a
 * STAND-IN on this machine, so calls to AWS cost next to nothing here: the figures are those of the engine and of Slipway.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DEFAULT_APP, localStack } from "../../tools/apps";
import { say } from "../../tools/log";
import { main } from "../../tools/main";
import { prepare } from "../../tools/prepare";
import { awsStack } from "../support/aws-stack";
import { committedSettings } from "../support/committed-settings";
import { TestStack, type Outcome } from "../support/stack";
import { DOMAIN, ManyApps } from "./many-apps";

const RUNS = 5;
const COUNTS = [5, 20, 100];
const repository = resolve(__dirname, "..", "..");
const LABEL_KEY = "a key that only the bench uses 0123456789";

/** What the apps of Pulumi.dev.yaml on Fargate ask for; those on its host have images that cannot be had everywhere. */
const DEV_SECRETS = [
    "action-spec:GH_TOKEN",
    "task-api:DB_PASSWORD",
    "task-api:API_KEY_SECRET",
    "task-api:ADMIN_API_KEY",
];

/** One line of the table. */
interface Figure {
    readonly title: string;
    readonly apps: number;
    readonly resources: number;
    /** Median, least and most of the runs, in seconds. */
    readonly seconds: readonly [median: number, least: number, most: number];
}

/** The budget: no-op preview ≤ empty program + 1 s + 10 ms a resource + 0.3 s an app. */
function budget({ resources, apps }: Figure, empty: Figure): number {
    return empty.seconds[0] + 1 + 0.01 * resources + 0.3 * apps;
}

async function measure(title: string, apps: number, stack: TestStack): Promise<Figure> {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
        const outcome = await stack.preview(["--expect-no-changes"]);
        must(`preview of ${title}`, outcome);
        times.push(outcome.ms / 1000);
    }
    times.sort((a, b) => a - b);
    const resources = stack.state().resources?.length ?? 0;
    say(`${title}: ${resources} resources, previews of ${times.map((time) => time.toFixed(1)).join(", ")} s`);
    return { title, apps, resources, seconds: [times[RUNS >> 1]!, times[0]!, times[RUNS - 1]!] };
}

function must(what: string, { code, output }: Outcome): void {
    if (code !== 0) throw new Error(`${what} failed:\n${output}`);
}

async function emptyProgram(): Promise<Figure> {
    const stack = new TestStack("empty", {}, join(__dirname, "empty-program"));
    try {
        must("up of the empty program", await stack.up());
        return await measure("an empty program", 0, stack);
    } finally {
        stack.dispose();
    }
}

async function onAws(title: string, apps: number, configure: (stack: TestStack) => void): Promise<Figure> {
    const { stack, end } = await awsStack("bench", { env: { STAND_IN_ROLLOUT_MS: "10" } });
    try {
        configure(stack);
        stack.setSecret("slipway:labelKey", LABEL_KEY);
        // Only the previews are timed: the file backend writes the whole stack at each step unless told otherwise.
        const up = await stack.up([], { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" });
        must(`up of ${title}`, up);
        say(`${title}: up ${(up.ms / 1000).toFixed(1)} s`);
        return await measure(title, apps, stack);
    } finally {
        await end();
    }
}

function devStack(): Promise<Figure> {
    return onAws("the dev stack", 2, (stack) => {
        const own = readFileSync(stack.configFile, "utf8");
        writeFileSync(stack.configFile, `${own}${committedSettings("dev", ["spec-editor", "sovd", "pivotal"])}`);
        for (const secret of DEV_SECRETS) stack.setSecret(secret, "a value that only the bench uses");
    });
}

async function manyApps(count: number): Promise<Figure> {
    const apps = new ManyApps(count, repository);
    try {
        return await onAws(`${count} apps`, count, (stack) => {
            stack.configure({
                "aws:region": "eu-central-1",
                "slipway:profile": "dev",
                "slipway:environment": { domain: DOMAIN },
                "slipway:apps": apps.settings,
            });
        });
    } finally {
        apps.dispose();
    }
}

main(async () => {
    const { variables } = await prepare(localStack(DEFAULT_APP));
    Object.assign(process.env, variables);
    const empty = await emptyProgram();
    const figures = [empty, await devStack()];
    for (const count of COUNTS) figures.push(await manyApps(count));

    console.log("preview without changes      apps  resources  median s   (least–most)   budget s");
    for (const figure of figures) {
        const [median, least, most] = figure.seconds.map((seconds) => seconds.toFixed(2));
        const allowed = figure === empty ? "" : budget(figure, empty).toFixed(2);
        const cells = [String(figure.apps).padStart(6), String(figure.resources).padStart(10), median!.padStart(9)];
        console.log(`${figure.title.padEnd(26)} ${cells.join(" ")}   (${least}–${most})   ${allowed}`);
    }
    const perApp = (figure: Figure): number => (figure.seconds[0] - empty.seconds[0]) / figure.apps;
    const [few, many] = [figures.find(({ apps }) => apps === 5)!, figures.find(({ apps }) => apps === 100)!];
    const ratio = perApp(many) / perApp(few);
    console.log(
        `an app costs ${perApp(few).toFixed(3)} s among 5 and ${perApp(many).toFixed(3)} s among 100: ${ratio.toFixed(2)} times (allowed: 1.2)`,
    );
    const over = figures.filter((figure) => figure !== empty && figure.seconds[0] > budget(figure, empty));
    for (const { title } of over) console.log(`${title}: OVER ITS BUDGET`);
    return over.length > 0 || ratio > 1.2 ? 1 : 0;
});
