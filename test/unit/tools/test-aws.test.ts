/** `npm run test:aws` without AWS: what it says, when it refuses, and that it destroys whatever happens. */
import { interruption } from "../../../tools/test-aws/interruption";
import { runScenario, type AwsStack } from "../../../tools/test-aws/run";
import { allowed, apps, MOST_USD, plan, SCENARIO, type Step } from "../../../tools/test-aws/scenario";

import { mockedStack } from "../../support/mocked-stack";

/** A pretended stack that behaves as it should, but for what a test changes. */
class PretendedStack implements AwsStack {
    readonly done: string[] = [];
    private version = "";

    constructor(private readonly change: Partial<AwsStack> = {}) {}

    async run(step: Step) {
        this.done.push(step.title);
        if (step.ends === "well") this.version = step.variables.VERSION;
        return this.change.run?.(step) ?? { code: step.ends === "well" ? 0 : 255, url: "http://it" };
    }

    ask = async (url: string) => this.change.ask?.(url) ?? `version ${this.version}, token there\n`;

    async destroy() {
        this.done.push("destroy");
        return this.change.destroy?.() ?? 0;
    }
}

const titles = SCENARIO.map(({ title }) => title);
const never = () => false;

test("without --spend it says what it would do and what that costs, and does nothing", () => {
    expect(allowed([])).toBe(false);
    expect(allowed(["--spend"])).toBe(false);
    expect(allowed(["--spend", String(MOST_USD - 0.01)])).toBe(false);
    expect(allowed(["--spend", String(MOST_USD)])).toBe(true);
    expect(MOST_USD).toBe(0.24);
    for (const title of titles) expect(plan()).toContain(title);
    expect(plan()).toContain("Once destroyed it has cost at most 0.24 USD. Nothing has been made.");
});

test("all steps in order, then destroy", async () => {
    const stack = new PretendedStack();
    expect(await runScenario(stack, SCENARIO, never)).toEqual({ passed: titles, failure: undefined });
    expect(stack.done).toEqual([...titles, "destroy"]);
});

test("a rolled-back deployment that ends green fails the scenario, and is destroyed", async () => {
    const stack = new PretendedStack({ run: async () => ({ code: 0, url: "http://it" }) });
    const { failure } = await runScenario(stack, SCENARIO, never);
    expect(failure).toBe("a version that crashes: pulumi up ended with 0");
    expect(stack.done).toEqual([...titles.slice(0, 3), "destroy"]);
});

test("another version's answer, no address, an error and the end of time fail it; each time it is destroyed", async () => {
    const cases: [Partial<AwsStack>, () => boolean, string][] = [
        [{ ask: async () => "version 0" }, never, 'a first release: http://it answers "version 0"'],
        [{ run: async () => ({ code: 0, url: undefined }) }, never, "a first release: the stack names no address"],
        [{ run: () => Promise.reject(new Error("no credentials")) }, never, "a first release: no credentials"],
        [{}, () => true, "a first release: time is over"],
    ];
    for (const [change, timeIsOver, failure] of cases) {
        const stack = new PretendedStack(change);
        expect(await runScenario(stack, SCENARIO, timeIsOver)).toEqual({ passed: [], failure });
        expect(stack.done.at(-1)).toBe("destroy");
    }
});

test("what cannot be destroyed is tried twice and told as what it is", async () => {
    const stack = new PretendedStack({ destroy: async () => 3 });
    const { failure } = await runScenario(stack, SCENARIO, never);
    expect(failure).toBe("NOT DESTROYED, it goes on costing money: 3 resources are left");
    expect(stack.done.filter((one) => one === "destroy")).toHaveLength(2);
});

test("its app is one that the program takes, published to one address only", async () => {
    for (const say of ["warn", "log"] as const) jest.spyOn(console, say).mockImplementation();
    const resources = await mockedStack("dev", { "slipway:apps": apps(SCENARIO[0]!.variables, "203.0.113.7/32") });
    const ofType = (type: string) => resources.filter((resource) => resource.type.endsWith(`:${type}`));
    expect(ofType("Service")).toHaveLength(1);
    expect(ofType("NatGateway")).toEqual([]);
    const cidrs = ofType("SecurityGroupIngressRule").flatMap(({ inputs }) => inputs.cidrIpv4 ?? []);
    expect(cidrs).toEqual(["203.0.113.7/32"]);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends the scenario before its next step, and it is destroyed",
    async (signal) => {
        const interrupted = interruption();
        expect(interrupted()).toBe(false);
        const stack = new PretendedStack({
            run: async () => {
                // Not a true signal: Jest's `process` is a copy, whose listeners those do not reach.
                process.emit(signal);
                return { code: 0, url: "http://it" };
            },
        });
        expect(await runScenario(stack, SCENARIO, interrupted)).toMatchObject({ passed: titles.slice(0, 1) });
        expect(stack.done).toEqual([titles[0], "destroy"]);
    },
);
