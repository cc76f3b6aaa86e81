import { architecturePage } from "./architecture/page";
import { ciRolesPage } from "./ci-roles";
import { configurationPage } from "./configuration";
import { controlsPage } from "./controls";
import { pricesPage } from "./prices";
import type { Page } from "./registry";
import { settingsErrorsPage } from "./settings-errors/page";
import { targetsPage } from "./targets";
import { troubleshootingPage } from "./troubleshooting/page";

/** Every generated page. */
export const PAGES: readonly Page[] = [
    { file: "docs/targets.md", from: "compose/targets/*/support.ts", render: targetsPage },
    { file: "docs/controls.md", from: "policy/rules/*.ts and policy/exceptions.ts", render: controlsPage },
    { file: "docs/ci-roles.md", from: "components/ci/", render: ciRolesPage },
    { file: "docs/prices.md", from: "components/prices/", render: pricesPage },
    { file: "docs/configuration.md", from: "config/schema.ts and environment-schema.ts", render: configurationPage },
    { file: "docs/settings-errors.md", from: "tools/docs/settings-errors/cases.ts", render: settingsErrorsPage },
    { file: "docs/architecture.md", from: "the imports and test/unit/testdata/trees/", render: architecturePage },
    { file: "docs/troubleshooting.md", from: "tools/docs/troubleshooting/entries.ts", render: troubleshootingPage },
];
