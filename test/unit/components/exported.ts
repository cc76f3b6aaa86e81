import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";

const INDEX = readFileSync(join(repositoryRoot, "components/index.ts"), "utf8");

/** The classes that components/index.ts exports, with the file each stands in. */
export const CLASSES = [...INDEX.matchAll(/^export \{ (\w+), .*\} from "\.\/([\w-]+)";$/gm)].map(
    ([, name, file]) => [name!, file!] as const,
);

/** Every name that a program can import: types are none at run time. */
export const NAMES = [...INDEX.matchAll(/^export \{ (.*) \} from/gm)]
    .flatMap(([, names]) => names!.split(", "))
    .filter((name) => !name.startsWith("type "))
    .sort();
