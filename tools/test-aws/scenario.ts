/** What one step gives the app, and how it must end. */
export interface Step {
    readonly title: string;
    readonly command: "up" | "preview";
    readonly variables: Readonly<Record<"MODE" | "VERSION", string>>;
    readonly ends: "well" | "badly";
    /** What the app must answer afterwards. */
    readonly answers: string;
}

const one = { MODE: "good", VERSION: "1" };
const crash = { MODE: "crash", VERSION: "2" };
const three = { MODE: "good", VERSION: "3" };
const answer = (version: number) => `version ${version}, token there`;

/** The scenario that must hold on a real account: a rolled-back deployment ends red, red again, and a good version repairs it. */
export const SCENARIO: readonly Step[] = [
    { title: "a first release", command: "up", variables: one, ends: "well", answers: answer(1) },
    { title: "nothing to do", command: "preview", variables: one, ends: "well", answers: answer(1) },
    { title: "a version that crashes", command: "up", variables: crash, ends: "badly", answers: answer(1) },
    { title: "the same once more", command: "up", variables: crash, ends: "badly", answers: answer(1) },
    { title: "a good version repairs it", command: "up", variables: three, ends: "well", answers: answer(3) },
];

/** The one app of the stack, for the setting `slipway:apps`. */
export function apps(variables: Step["variables"], cidr: string) {
    const app = {
        target: "ecs-fargate",
        compose: "test/aws/app/compose.yaml",
        secrets: { TOKEN: "generated" },
        variables,
        allow: [cidr],
    };
    return { app };
}

/** After these no step begins any more; what exists then is destroyed. */
export const MOST_MINUTES = 90;

/**
 * USD an hour while it stands, eu-central-1, 2026-11: load balancer 0.027, four public addresses 0.02, up to two tasks of
 * 0.25 vCPU and 0.5 GB 0.03; what is counted by use (log, image, secret) stays below a cent.
 */
const USD_AN_HOUR = 0.08;

/** The most that a run costs: the last step and destroying may take as long again. */
export const MOST_USD = Math.ceil(((2 * MOST_MINUTES) / 60) * USD_AN_HOUR * 100) / 100;

/** Whether a run is allowed: `--spend <USD>` names at least what it may cost. */
export function allowed(args: readonly string[]): boolean {
    const at = args.indexOf("--spend");
    return at >= 0 && Number(args[at + 1]) >= MOST_USD;
}

/** What a run would do, for people who must decide. */
export function plan(): string {
    return [
        "npm run test:aws makes a stack on the AWS account of this shell, and destroys it at the end, whatever happens:",
        ...SCENARIO.map(
            ({ title, command, ends }, index) => `  ${index + 1}. ${title}: pulumi ${command} must end ${ends}`,
        ),
        "  then pulumi destroy, which must leave nothing",
        `No step begins after ${MOST_MINUTES} minutes. Once destroyed it has cost at most ${MOST_USD.toFixed(2)} USD. Nothing has been made.`,
        `To run it: npm run test:aws -- --spend ${MOST_USD.toFixed(2)}`,
    ].join("\n");
}
