import { readdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../../tools/paths";

/** The pages whose commands are collected. */
export const PAGES: readonly string[] = [
    "README.md",
    "CONTRIBUTING.md",
    "tools/README.md",
    ...readdirSync(join(repositoryRoot, "docs"))
        .filter((file) => file.endsWith(".md"))
        .map((file) => `docs/${file}`),
];
