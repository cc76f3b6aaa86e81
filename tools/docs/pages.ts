import type { Page } from "./registry";
import { targetsPage } from "./targets";

/** Every generated page. */
export const PAGES: readonly Page[] = [
    { file: "docs/targets.md", from: "compose/targets/*/support.ts", render: targetsPage },
];
