import { controlsPage } from "./controls";
import { pricesPage } from "./prices";
import type { Page } from "./registry";
import { targetsPage } from "./targets";

/** Every generated page. */
export const PAGES: readonly Page[] = [
    { file: "docs/targets.md", from: "compose/targets/*/support.ts", render: targetsPage },
    { file: "docs/controls.md", from: "policy/rules/*.ts and policy/exceptions.ts", render: controlsPage },
    { file: "docs/prices.md", from: "components/prices/", render: pricesPage },
];
