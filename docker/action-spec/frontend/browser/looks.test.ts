// @vitest-environment node
/** What the eye and a screen reader meet: axe's rules on every view, both colour schemes, a phone's width. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

const { APP_URL, STAND_IN_URL, CHROMIUM = "/usr/bin/chromium" } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
    await fetch(`${STAND_IN_URL}/stand-in/reset`, { method: "POST" });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
}, 60_000);
afterAll(() => browser?.close());

const VIEWS: Record<string, (page: Page) => Promise<void>> = {
    list: async (page) => {
        await page.goto(`${APP_URL}/`);
        await page.getByRole("link", { name: "advworks dev" }).waitFor();
    },
    "form with a fault": async (page) => {
        await page.goto(`${APP_URL}/specs/northwind/prod`);
        await page.getByLabel("Instance name").fill("No Name");
        await page.getByRole("button", { name: "Review changes" }).click();
        await page.locator(".fault").first().waitFor();
    },
    yaml: async (page) => {
        await page.goto(`${APP_URL}/specs/advworks/dev`);
        await page.getByRole("tab", { name: "YAML" }).click();
    },
    review: async (page) => {
        await page.goto(`${APP_URL}/specs/advworks/dev`);
        await page.getByLabel("Instance name").fill("web6");
        await page.getByRole("button", { name: "Review changes" }).click();
        await page.getByRole("dialog").waitFor();
    },
    "missing spec": async (page) => {
        await page.goto(`${APP_URL}/specs/nobody/dev`);
        await page.getByRole("alert").waitFor();
    },
    "unknown page": async (page) => {
        await page.goto(`${APP_URL}/nonexistent`);
        await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    },
};
const CASES = Object.keys(VIEWS).flatMap((view) => (["light", "dark"] as const).map((scheme) => [view, scheme] as const));

it.each(CASES)("%s in %s has no barrier", { timeout: 40_000 }, async (view, colorScheme) => {
    // axe is brought in from outside the page, which the page's own policy rightly forbids.
    const context = await browser.newContext({ colorScheme, bypassCSP: true, reducedMotion: "reduce" });
    const page = await context.newPage();
    await VIEWS[view]?.(page);
    await page.addScriptTag({ content: axe });
    const found = await page.evaluate(async () => {
        const { axe: tool } = window as unknown as { axe: typeof import("axe-core") };
        const { violations, passes } = await tool.run();
        const broken = violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join()}`);
        return { broken, contrast: passes.some((rule) => rule.id === "color-contrast") };
    });
    const width = await page.evaluate(() => document.body.scrollWidth - innerWidth);
    await context.close();
    expect(found).toEqual({ broken: [], contrast: true });
    expect(width).toBeLessThanOrEqual(0);
});

it.each(["list", "form with a fault", "yaml", "review"])("%s fits a phone", { timeout: 40_000 }, async (view) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await VIEWS[view]?.(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await context.close();
    expect(over).toBeLessThanOrEqual(0);
});

it("keeps the chosen appearance, whatever the system says", { timeout: 40_000 }, async () => {
    const context = await browser.newContext({ colorScheme: "light" });
    const page = await context.newPage();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(`${APP_URL}/`);
    const light = await background();
    await page.getByLabel("Appearance").selectOption("dark");
    const dark = await background();
    await page.reload();
    await page.getByLabel("Appearance").waitFor();
    expect(dark).not.toBe(light);
    expect(await background()).toBe(dark);
    await context.close();
});
