import { findProject } from "../project";
import { Refusal } from "../refusal";
import { readStack } from "../stack";
import type { Terminal } from "../terminal";
import { warning, wrong, type Finding, type Patient } from "./check";

const LIMIT_MS = 10_000;

/** What there is to look at. A stack that is named must be there; without one, its checks are left out, and that is said. */
export async function patientOf({ directory, variables }: Terminal, asked: string | undefined): Promise<Patient> {
    try {
        const stack = await readStack(findProject(directory), asked, AbortSignal.timeout(LIMIT_MS));
        return { stack, directory, variables };
    } catch (error) {
        return { withoutStack: told(error, asked !== undefined), directory, variables };
    }
}

function told(error: unknown, named: boolean): Finding {
    const finding = named ? wrong : warning;
    const left = "its settings, secrets and AWS were not looked at";
    if (error instanceof Refusal) {
        const { where, what, todo } = error.wrong;
        return finding(`${where}: ${what}: ${left}`, todo ?? "");
    }
    const late = error instanceof Error && error.name === "TimeoutError";
    const why = late ? `Pulumi gave no answer within ${LIMIT_MS / 1000} s` : String(error);
    return finding(`${why}: ${left}`, "run `pulumi config` by hand to see why");
}
