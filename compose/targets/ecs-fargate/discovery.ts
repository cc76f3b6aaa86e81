import { error, type Issue } from "../../issue";
import { isJob } from "../../order";
import type { ServiceContext } from "../aws/context";
import type { Calls } from "./calls";

/** Values in one answer of Route 53, for records with the routing policy `MULTIVALUE`. */
const MOST_ADDRESSES = 8;

/** Services, not jobs, that the service named `name` finds by DNS; what cannot be is not among them. */
export function discoveredBy({
    project,
    settings,
    name,
}: Pick<ServiceContext, "project" | "settings" | "name">): string[] {
    const { discovers = [] } = settings.services[name] ?? {};
    return discovers.filter((other) => other !== name && other in project.services && !isJob(project, other));
}

/** What keeps a service from finding every copy of those that it discovers. `named`: those whose names its texts have. */
export function discoveryIssues(context: ServiceContext, calls: Calls, named: readonly string[]): Issue[] {
    const { project, settings, name } = context;
    const { discovers = [] } = settings.services[name] ?? {};
    return discoveredBy(context).flatMap((other) => {
        const at = `slipway:apps.${project.name}.services.${name}.discovers[${discovers.indexOf(other)}]`;
        const refused = (why: string): Issue[] => [error(at, `is ${other}, ${why}`)];
        if (!named.includes(other)) {
            return refused(
                `but no variable and no command of ${name} has that name as a host (or they share no network), so ${name} would not learn where ` +
                    `its copies are: give it one in ${project.file}, such as  ${other.toUpperCase().replaceAll(/\W/g, "_")}_HOST: ${other}.`,
            );
        }
        if ((calls.ports[other] ?? []).length === 0) {
            return refused(
                `but nothing says on which port that listens, so nobody could be let in: give it \`expose\` in ${project.file}, such as  expose: ["8080"].`,
            );
        }
        const { min, max } = settings.services[other] ?? {};
        const { deploy, scale } = project.services[other]!;
        const most = max ?? min ?? deploy?.replicas ?? scale ?? 1;
        if (most <= MOST_ADDRESSES) return [];
        return refused(
            `which may run ${most} copies, but DNS answers with ${MOST_ADDRESSES} addresses at most: give it fewer copies ` +
                `(\`max\` in slipway:apps.${project.name}.services.${other}), or take this out.`,
        );
    });
}
