import { join } from "node:path";
import { repositoryRoot } from "../paths";
import { pythonWith } from "./python";

/**
 * The variables with which test/aws-shape finds its Pythons. Where they cannot be made the reason takes their place: the rung
 * then fails with it, and the other rungs go on.
 */
export async function prepareAwsShape(): Promise<Record<string, string>> {
    const folder = join(repositoryRoot, "test", "aws-shape", "python");
    try {
        return {
            SLIPWAY_PYTHON_MODELS: await pythonWith(join(folder, "models.txt")),
            SLIPWAY_PYTHON_CHECKOV: await pythonWith(join(folder, "checkov.txt")),
        };
    } catch (error) {
        return { SLIPWAY_PYTHON_MISSING: error instanceof Error ? error.message : String(error) };
    }
}
