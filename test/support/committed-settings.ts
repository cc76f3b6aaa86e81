import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "..", "..");

/** The text of a committed `Pulumi.<stack>.yaml`, without some of its apps where building all of them would cost minutes. */
export function committedSettings(stack: string, without: readonly string[] = []): string {
    let text = readFileSync(join(repository, `Pulumi.${stack}.yaml`), "utf8");
    for (const app of without) {
        const less = text.replace(new RegExp(`^ {4}${app}:\\n(?: {6,}.*\\n)*`, "m"), "");
        if (less === text) throw new Error(`Pulumi.${stack}.yaml has no app ${app}`);
        text = less;
    }
    return text;
}
