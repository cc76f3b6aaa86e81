import type { AppRunnerPlan } from "../../../components/app-runner/plan";
import { error, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

/** Variables of the container without PORT, which App Runner sets itself and takes from nobody. */
export function ownVariables(
    { project, name, service }: ServiceContext,
    port: number,
    issues: Issue[],
): AppRunnerPlan["environment"] {
    const at = (variable: string) => `${project.file}: services.${name}.environment.${variable}`;
    const { PORT: given, ...others } = service.environment;
    if (given !== undefined && !(given.kind === "plain" && given.value === String(port))) {
        const value = given.kind === "plain" ? `is ${JSON.stringify(given.value)}` : "is not plain";
        const what = `${value}, but App Runner sets it itself, to the port that it leads requests to (${port}): give that number, or use another name.`;
        issues.push(error(at("PORT"), what));
    }
    for (const variable of Object.keys(others).filter((candidate) => candidate.startsWith("AWSAPPRUNNER"))) {
        issues.push(error(at(variable), "begins with AWSAPPRUNNER, which App Runner keeps for itself: rename it."));
    }
    return others;
}
