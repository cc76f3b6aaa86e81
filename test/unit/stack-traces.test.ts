/** What index.ts loads first: the traces that Pulumi takes all the time are mapped to TypeScript as far as somebody needs them. */
import * as pulumi from "@pulumi/pulumi";

// Internal to Pulumi, so without types: if they go, these tests say so.
const { debuggablePromise, promiseDebugString } = jest.requireActual<{
    debuggablePromise(promise: Promise<unknown>, context: string): Promise<unknown>;
    promiseDebugString(promise: unknown): string;
}>("@pulumi/pulumi/runtime/debuggable");
const { stackTrace } = pulumi.Resource as unknown as {
    stackTrace(skip: number): ({ uri: string; line: number } | undefined)[];
};

const before = Error.prepareStackTrace;
/** How often a frame has been mapped, and of which files: the loader's own mapper in the place of which this is. */
let mapped: string[] = [];
beforeEach(() => load());

async function load(): Promise<void> {
    mapped = [];
    Error.prepareStackTrace = (error, frames) => {
        mapped.push(...frames.map((frame) => frame.getFileName() ?? ""));
        return [String(error), ...frames.map((frame) => `    at mapped (${frame.getFileName()}:7:7)`)].join("\n");
    };
    await jest.isolateModulesAsync(async () => void (await import("../../stack-traces")));
}
afterEach(() => {
    Error.prepareStackTrace = before;
});

test("the trace of a promise, which nobody reads, is not taken", async () => {
    const promise = Promise.resolve();
    await debuggablePromise(promise, "of this test");
    expect(mapped).toEqual([]);
    expect(promiseDebugString(promise)).toMatch(
        /of this test\nSTACK_TRACE:\n\(taken with PULUMI_DEBUG_PROMISE_LEAKS=true\)/,
    );
});

test("where Pulumi searches for promises that never settle, their traces are taken", async () => {
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
    try {
        await load();
    } finally {
        delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
    }
    const promise = Promise.resolve();
    await debuggablePromise(promise, "of a promise");
    expect(promiseDebugString(promise)).toMatch(
        /of a promise\nSTACK_TRACE:\nError\n {4}at mapped \(.*debuggable\.js:7:7\)\n/,
    );
});

test("the place of a resource is mapped for files of the program, not for those of packages", () => {
    const places = stackTrace(-1).filter((place) => place !== undefined);
    const own = places.filter(({ uri }) => !uri.includes("/node_modules/"));
    expect(own.map(({ uri, line }) => [uri.split("/").at(-1), line])).toEqual([["stack-traces.test.ts", 7]]);
    expect(places.length).toBeGreaterThan(own.length);
    expect(places.filter(({ uri, line }) => uri.includes("/node_modules/") && line !== 7)).not.toEqual([]);
    expect(mapped.filter((file) => file.includes("/node_modules/"))).toEqual([]);
});

test("any other error is mapped whole", () => {
    expect(new Error("any").stack).toMatch(/^Error: any\n {4}at mapped \(.*stack-traces\.test\.ts:7:7\)\n/);
    expect(mapped.length).toBeGreaterThan(1);
});
