import { which } from "../command";
import { ensureInstalled, isDebianAsRoot } from "./debian";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a Chromium for the tests that look at pages, installed from Debian's packages where that can be done. */
export async function prepareBrowser(): Promise<string> {
    const found = process.env.CHROMIUM ?? firstOf(NAMES);
    if (found !== undefined) return found;
    if (isDebianAsRoot()) await ensureInstalled({ chromium: "chromium" });
    const installed = firstOf(NAMES);
    if (installed !== undefined) return installed;
    throw new Error(
        "the tests look at pages with Chromium and found none: install it, or name one with CHROMIUM=/path",
    );
}

function firstOf(names: readonly string[]): string | undefined {
    return names.map((name) => which(name)).find((path) => path !== undefined);
}
