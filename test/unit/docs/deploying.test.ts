import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KEYS } from "../../../config/schema";

const page = readFileSync(join(__dirname, "../../../docs/deploying.md"), "utf8");

/** The part of the page under a heading. */
function section(heading: string): string {
    const [, rest = ""] = page.split(`## ${heading}\n`);
    return rest.split("\n## ")[0]!;
}

const unnamed = (keys: readonly string[], text: string) => keys.filter((key) => !text.includes(`\`${key}\``));

test("docs/deploying.md names every setting of an app, a service and the environment", () => {
    expect(unnamed(KEYS.app, section("`slipway:apps.<app>`"))).toEqual([]);
    expect(unnamed(KEYS.service, section("`slipway:apps.<app>.services.<service>`"))).toEqual([]);
    const environment = [KEYS.environment, KEYS.network, KEYS.vpc, KEYS.loadBalancer, KEYS.signIn].flat();
    expect(unnamed(environment, section("`slipway:environment`"))).toEqual([]);
    expect(KEYS.stack.filter((key) => !page.includes(`slipway:${key}`))).toEqual([]);
});

test("negative control: a key that the page does not name is found", () => {
    expect(unnamed(["notASetting"], page)).toEqual(["notASetting"]);
});
