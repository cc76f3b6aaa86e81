// @vitest-environment node
/**
 * A person's way through the running app, in a real browser. Needs APP_URL (the container) and STAND_IN_URL (a stand-in
 * GitHub that the container uses); CHROMIUM names another browser than /usr/bin/chromium.
 */
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const { APP_URL, STAND_IN_URL, CHROMIUM = "/usr/bin/chromium" } = process.env;
if (!APP_URL || !STAND_IN_URL) throw new Error("Set APP_URL and STAND_IN_URL: see frontend/browser/app.test.ts");

interface State {
    branches: Record<string, { files: Record<string, string> }>;
    pulls: { head: string; base: string; title: string }[];
    dispatches: { file: string; ref: string; inputs: Record<string, string> }[];
}
const FILE = "infra/advworks/dev/spec.yml";
const standIn = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${STAND_IN_URL}/stand-in/${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
const state = async (): Promise<State> => (await (await standIn("GET", "state")).json()) as State;

let browser: Browser;
beforeAll(async () => {
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
    args.push("--disable-background-networking", "--disable-component-update", "--disable-sync");
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
}, 60_000);
afterAll(() => browser?.close());
beforeEach(() => standIn("POST", "reset"));

/** Opens a page, runs the steps, and fails on any script error or message in the browser's console. */
async function visit(path: string, steps: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    // The browser itself reports each answer of 4xx and 5xx; those are looked at in the page.
    page.on("console", (message) => {
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
            errors.push(message.text());
        }
    });
    try {
        await page.goto(`${APP_URL}${path}`);
        await steps(page);
        expect(errors).toEqual([]);
    } finally {
        await context.close();
    }
}

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

describe("editing", () => {
    it("goes from the list to a pull request", { timeout: 40_000 }, () =>
        visit("/", async (page) => {
            await page.getByRole("link", { name: "advworks dev" }).click();
            await page.getByLabel("Instance type").fill("t4g.micro");
            await page.getByRole("switch", { name: "Web application firewall" }).click();
            await button(page, "Review changes").click();
            const dialog = page.getByRole("dialog");
            expect(await dialog.locator(".removed .code").allTextContents()).toEqual([
                "    instance_type: t4g.nano",
                "      enabled: false",
            ]);
            expect(await dialog.locator(".added .code").allTextContents()).toEqual([
                "    instance_type: t4g.micro",
                "      enabled: true",
            ]);
            await dialog.getByLabel("Message").fill("A bigger demo");
            await button(page, "Open pull request").click();
            await page.getByRole("link", { name: "pull request #1" }).waitFor();
            const { pulls, branches } = await state();
            expect(pulls).toMatchObject([{ title: "A bigger demo", base: "main" }]);
            const edited = branches[pulls[0]?.head ?? ""]?.files[FILE];
            expect(edited).toContain("instance_type: t4g.micro");
            expect(edited).toContain("# The sales demo runs here.");
            expect(branches.main?.files[FILE]).toContain("instance_type: t4g.nano");
        }),
    );

    it("commits to the branch, then deploys", { timeout: 40_000 }, () =>
        visit("/specs/advworks/dev", async (page) => {
            await page.getByLabel("Instance name").fill("web7");
            await button(page, "Review changes").click();
            await page.getByRole("radio", { name: /Commit to main/ }).check();
            await button(page, "Commit to main").click();
            await page.getByText("Committed to main").waitFor();
            expect((await state()).branches.main?.files[FILE]).toContain("instance_name: web7");
            await page.getByText("Change advworks/dev").waitFor();
            await button(page, "Deploy…").click();
            await button(page, "Start the workflow").click();
            await page.getByText("Started deploy-pod.yml on main").waitFor();
            const inputs = { customer: "advworks", environment: "dev", instance_name: "web7", waf_enabled: "false" };
            expect((await state()).dispatches).toEqual([{ file: "deploy-pod.yml", ref: "main", inputs }]);
        }),
    );

    it("leads to what is wrong, in the form and in YAML", { timeout: 40_000 }, () =>
        visit("/specs/advworks/dev", async (page) => {
            const name = page.getByLabel("Instance name");
            await name.fill("Web 5");
            await button(page, "Review changes").click();
            expect(await page.getByRole("dialog").count()).toBe(0);
            expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
            await page.getByText('Instance name cannot be "Web 5".').waitFor();
            await page.getByRole("tab", { name: "YAML" }).click();
            const yaml = page.getByLabel("Spec as YAML");
            await yaml.fill((await yaml.inputValue()).replace("kind: Pod", "kind: [Pod"));
            await page.getByText(/^Line \d+:/).waitFor();
            await page.getByRole("tab", { name: "Form" }).click();
            await page.getByText("The form needs valid YAML.").waitFor();
            await button(page, "Discard").click();
            expect(await name.inputValue()).toBe("web5");
        }),
    );

    it("never overwrites someone else's change", { timeout: 40_000 }, () =>
        visit("/specs/advworks/dev", async (page) => {
            await page.getByLabel("Instance name").fill("mine");
            const theirs = (await state()).branches.main?.files[FILE]?.replace("t4g.nano", "t4g.large") ?? "";
            await standIn("PUT", "file", { path: FILE, text: theirs });
            await button(page, "Review changes").click();
            await page.getByRole("radio", { name: /Commit to main/ }).check();
            await button(page, "Commit to main").click();
            await page.getByText("Someone changed this spec").waitFor();
            expect((await state()).branches.main?.files[FILE]).toBe(theirs);
            await button(page, "Compare with the new version").click();
            const removed = page.getByRole("dialog").locator(".removed .code");
            expect(await removed.allTextContents()).toContain("    instance_type: t4g.large");
        }),
    );

    it("asks before an edit is lost", { timeout: 40_000 }, () =>
        visit("/specs/advworks/dev", async (page) => {
            await page.getByLabel("Instance name").fill("web9");
            await page.getByRole("link", { name: "All specs" }).click();
            await button(page, "Stay here").click();
            expect(await page.getByLabel("Instance name").inputValue()).toBe("web9");
            await page.getByRole("link", { name: "All specs" }).click();
            await button(page, "Leave").click();
            await page.getByRole("heading", { name: "Infrastructure specs" }).waitFor();
        }),
    );
});

describe("when GitHub says no", () => {
    it.each([
        [{ revoked: true }, "GitHub refused the token", "Token refused"],
        [{ rateLimited: true }, "GitHub asks us to wait", "Rate limit reached"],
    ])("%o is told in words, and trying again works", { timeout: 40_000 }, async (mode, title, pill) => {
        await standIn("PUT", "mode", mode);
        await visit("/", async (page) => {
            await page.getByRole("heading", { name: title }).waitFor();
            await page.locator("header").getByText(pill).waitFor();
            await standIn("PUT", "mode", {});
            await button(page, "Try again").click();
            await page.getByRole("link", { name: "contoso dev" }).waitFor();
            await page.locator("header").getByText("Connected").waitFor();
        });
    });

    it("keeps the edit when saving fails", { timeout: 40_000 }, () =>
        visit("/specs/advworks/dev", async (page) => {
            await page.getByLabel("Instance name").fill("web8");
            await standIn("PUT", "mode", { failPulls: true });
            await button(page, "Review changes").click();
            await button(page, "Open pull request").click();
            await page.getByText("GitHub refused the request.").waitFor();
            expect(Object.keys((await state()).branches)).toEqual(["main"]);
            await button(page, "Keep editing").click();
            expect(await page.getByLabel("Instance name").inputValue()).toBe("web8");
        }),
    );
});

it("works by keyboard alone", { timeout: 40_000 }, () =>
    visit("/", async (page) => {
        await page.getByRole("link", { name: "northwind prod" }).waitFor();
        await page.keyboard.press("/");
        await page.keyboard.type("north prod");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.getByRole("tab", { name: "Form" }).focus();
        await page.keyboard.press("ArrowRight");
        await page.getByLabel("Spec as YAML").waitFor();
        await page.keyboard.press("ArrowLeft");
        await page.getByRole("switch").focus();
        await page.keyboard.press("Space");
        await button(page, "Review changes").focus();
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Review changes");
    }),
);
