/**
 * The pull request's comment as people see it, for five changes: rendered as GitHub does (CommonMark with HTML, comments taken out) in a real
 * Chromium. Only the look is a STAND-IN: GitHub's own style is not at hand. `SLIPWAY_KEEP_OUTPUT=<folder>` keeps the pictures.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { summary } from "../../tools/summary/markdown";
import type { Preview } from "../../tools/summary/preview";
import { Browser } from "../support/browser";
import { FIVE_CHANGES } from "../support/five-changes";

/** Pixels that a comment has on a desk's screen and on a phone's. */
const WIDTHS = [840, 358];
const folder = mkdtempSync(join(tmpdir(), "slipway-comment-page-"));
let browser: Browser;

beforeAll(async () => {
    browser = await Browser.open();
});
afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
});

const STYLE = `body { margin: 16px; font: 14px/1.5 "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
    h3 { font-size: 1.25em; } code, pre { font: 12px/1.45 "Liberation Mono", monospace; background: #f0f1f3; border-radius: 6px; }
    code { padding: .2em .4em; white-space: break-spaces; } pre { padding: 16px; overflow: auto; }
    pre code { padding: 0; white-space: pre; background: none; } ul { padding-left: 2em; }`;

const MARKUP = /\*\*|```|<\/?\w+>|<!--|&(lt|gt|amp|quot|#\d+);|undefined|\[object/;
/** The page's text without its values, and what a value might have become. */
const OUTSIDE = `const page = document.body.cloneNode(true);
    for (const value of page.querySelectorAll("code")) value.remove();
    const made = [...page.querySelectorAll("b, script, a, img, table")].map(({ tagName }) => "<" + tagName + ">");
    return page.textContent + made.join(" ");`;

/** A page with nothing but the comment. */
function pageOf(name: string, preview: Preview): string {
    const markdown = summary(preview, "dev").replace(/^<!--.*?-->\n/, "");
    const html = new MarkdownIt({ html: true, linkify: true }).render(markdown);
    const file = join(folder, `${name}.html`);
    writeFileSync(file, `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${html}`);
    return `file://${file}`;
}

async function look(name: string, width: number): Promise<void> {
    const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
    await browser.ask("Emulation.setDeviceMetricsOverride", size);
    const wide = await browser.run("return document.documentElement.scrollWidth", {});
    expect([name, width, wide]).toEqual([name, width, width]);
    const kept = process.env.SLIPWAY_KEEP_OUTPUT;
    if (kept === undefined) return;
    mkdirSync(kept, { recursive: true });
    await browser.picture(join(kept, `comment-${name}-${width}.png`));
}

test.each(Object.entries(FIVE_CHANGES))("%s", async (name, { preview, lines, folded }) => {
    await browser.goto(pageOf(name, preview));
    const text = await browser.text();
    expect(text.split("\n").filter((line) => line.trim() !== "")).toEqual(lines);
    // What Markdown or HTML is made of is to be read in a value only, where it is one.
    expect(await browser.run(OUTSIDE, {})).not.toMatch(MARKUP);
    for (const width of WIDTHS) await look(name, width);
    if (folded === undefined)
        return expect(await browser.run("return document.querySelector('details')", {})).toBeNull();

    await browser.run("document.querySelector('summary').click()", {});
    const open = await browser.text();
    for (const line of folded) expect(open).toContain(line);
    expect(await browser.run(OUTSIDE, {})).not.toMatch(MARKUP);
    for (const width of WIDTHS) await look(`${name}-open`, width);
});

test("negative control: what is not escaped, or too wide, is seen", async () => {
    const file = join(folder, "spoilt.html");
    for (const spoilt of ["<p>**downtime**</p>", "<p>&amp;lt;b&gt;</p>", "<p>a <b>value</b></p>"]) {
        writeFileSync(file, spoilt);
        await browser.goto(`file://${file}`);
        expect(await browser.run(OUTSIDE, {})).toMatch(MARKUP);
    }
    writeFileSync(file, `<div style="width: 2000px">wide</div>`);
    await browser.goto(`file://${file}`);
    await expect(look("spoilt", 840)).rejects.toThrow(/\+ +2008/);
});
