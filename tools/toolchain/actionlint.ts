import { join } from "node:path";
import { cached } from "../cache";
import { which } from "../command";
import { versions } from "../versions";
import { buildGoProgram } from "./go";

const MODULE = "github.com/rhysd/actionlint";

/** Path of actionlint, which reads GitHub workflows: the one on PATH, or built from its Go module. */
export async function actionlint(): Promise<string> {
    const found = which("actionlint");
    if (found !== undefined) return found;
    const version = versions.actionlint;
    const folder = await cached({ name: "actionlint", version }, (making) =>
        buildGoProgram({
            title: `actionlint ${version}`,
            modules: [`${MODULE}@v${version}`],
            program: `${MODULE}/cmd/actionlint`,
            variables: {},
            output: join(making, "actionlint"),
        }),
    );
    return join(folder, "actionlint");
}
