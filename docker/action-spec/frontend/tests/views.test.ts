import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { Problem } from "../src/api";
import FormField from "../src/components/FormField.vue";
import ProblemCard from "../src/components/ProblemCard.vue";
import StatusPill from "../src/components/StatusPill.vue";
import ListPage from "../src/pages/ListPage.vue";
import { listProblem, specs } from "../src/state/specs";

type Answer = [status: number, body: unknown];
let answers: Record<string, Answer>;

beforeEach(() => {
    answers = { "/api/config": [503, {}] };
    [specs.value, listProblem.value] = [undefined, undefined];
    vi.stubGlobal("fetch", async (path: string) => {
        const [status, body] = answers[path] ?? [404, {}];
        return new Response(JSON.stringify(body), { status });
    });
});
afterEach(() => vi.unstubAllGlobals());

function list() {
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:x(.*)*", component: {} }] });
    return mount(ListPage, { global: { plugins: [router] }, attachTo: document.body });
}

describe("ListPage", () => {
    it("says that it loads, then what there is", async () => {
        answers["/api/specs"] = [200, { specs: [{ customer: "a", environment: "dev", path: "p" }], truncated: true }];
        const page = list();
        await page.vm.$nextTick();
        expect(page.get("[role=status]").text()).toBe("Loading the specs from GitHub");
        await flushPromises();
        expect(page.get("a.place").attributes("href")).toBe("/specs/a/dev");
        expect(page.text()).toContain("1 environment for 1 customer.");
        expect(page.text()).toContain("some specs are missing here");
        page.unmount();
    });

    it("helps when there is nothing yet, and when nothing matches", async () => {
        answers["/api/specs"] = [200, { specs: [], truncated: false }];
        const page = list();
        await flushPromises();
        expect(page.text()).toContain("No specs yet");
        specs.value = [{ customer: "a", environment: "dev", path: "p" }];
        await page.vm.$nextTick();
        await page.get("input[type=search]").setValue("zzz");
        expect(page.text()).toContain("Nothing matches “zzz”");
        page.unmount();
    });

    it("shows an error with its way out, and recovers", async () => {
        const error = { code: "token_missing", cause: "GH_TOKEN is not set.", action: "Set GH_TOKEN." };
        answers["/api/specs"] = [503, { error }];
        const page = list();
        await flushPromises();
        expect(page.get("[role=alert]").text()).toMatch(/No GitHub token yet.*GH_TOKEN is not set.*Set GH_TOKEN/s);
        answers["/api/specs"] = [200, { specs: [], truncated: false }];
        await page.get("[role=alert] button").trigger("click");
        await flushPromises();
        expect(page.find("[role=alert]").exists()).toBe(false);
        page.unmount();
    });

    it("survives an answer that is no JSON of ours", async () => {
        answers["/api/specs"] = [502, "<html>"];
        const page = list();
        await flushPromises();
        expect(page.get("[role=alert]").text()).toContain("The server answered 502.");
        page.unmount();
    });
});

it("counts down how long GitHub wants us to wait", () => {
    const problem = new Problem("rate_limited", "Used up.", "Wait.", { retry_after: 125 });
    expect(mount(ProblemCard, { props: { problem } }).text()).toContain("Another 2:05 minutes.");
});

describe("FormField", () => {
    const field = { path: "spec.count", label: "Count", kind: "number" as const, value: 2 };

    it("keeps half-typed numbers to itself and says so after leaving the field", async () => {
        vi.useFakeTimers();
        const view = mount(FormField, { props: { field, before: 2, showFaults: false } });
        await view.get("input").setValue("3x");
        expect(view.emitted("change")).toBeUndefined();
        expect(view.find(".fault").exists()).toBe(false);
        await view.get("input").trigger("blur");
        await vi.advanceTimersByTimeAsync(300);
        expect(view.get(".fault").text()).toBe("Count must be a number.");
        expect(view.get("input").attributes("aria-describedby")).toBe(view.get(".fault").attributes("id"));
        await view.get("input").setValue("3");
        expect(view.emitted("change")).toEqual([[3]]);
        vi.useRealTimers();
    });

    it("follows a value that changes elsewhere", async () => {
        const view = mount(FormField, { props: { field, before: 2, showFaults: false } });
        await view.setProps({ field: { ...field, value: 7 } });
        expect(view.get("input").element.value).toBe("7");
        expect(view.text()).toContain("changed");
    });
});

it.each([
    [{ token: "missing", last_answer: "unknown" }, "No token"],
    [{ token: "set", last_answer: "bad_token" }, "Token refused"],
    [{ token: "set", last_answer: "unreachable" }, "GitHub unreachable"],
    [{ token: "set", last_answer: "unknown" }, "Not asked yet"],
    [{ token: "set", last_answer: "ok" }, "Connected"],
    [{ token: "set", last_answer: "ok", rate_limit: { limit: 100, remaining: 3, reset: 1 } }, "3 requests left"],
    [{ token: "set", last_answer: "ok", rate_limit: { limit: 9, remaining: 0, exhausted: true } }, "Rate limit reached"],
])("shows %o as %s", (github, text) => {
    const health = { status: "healthy", github } as InstanceType<typeof StatusPill>["$props"]["health"];
    expect(mount(StatusPill, { props: { health } }).text()).toContain(text);
});
