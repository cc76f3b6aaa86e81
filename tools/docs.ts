import { PAGES } from "./docs/pages";
import { stalePages, writePages } from "./docs/registry";
import { main } from "./main";
import { repositoryRoot } from "./paths";

/** `npm run docs`: writes the generated pages. `npm run docs -- --check`: fails when one of them is stale. */
main(async () => {
    if (!process.argv.slice(2).includes("--check")) {
        for (const file of await writePages(PAGES, repositoryRoot)) console.log(`${file}: written`);
        return 0;
    }
    const stale = await stalePages(PAGES, repositoryRoot);
    if (stale !== undefined) console.error(stale);
    return stale === undefined ? 0 : 1;
});
