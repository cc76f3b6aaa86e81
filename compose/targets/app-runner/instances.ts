import type { AppRunnerScaling } from "../../../components/app-runner/settings";
import { error, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

/** App Runner's quota for one service. */
const MOST_INSTANCES = 25;

/** How many instances wait at least, and how many there may be. */
export function instances({ project, settings, name, service }: ServiceContext, issues: Issue[]): AppRunnerScaling {
    const own = settings.services[name] ?? {};
    const path = `slipway:apps.${project.name}.services.${name}`;
    const min = own.min ?? service.deploy?.replicas ?? service.scale ?? 1;
    const max = own.max ?? min;
    const atMin = own.min === undefined ? `${project.file}: services.${name}` : `${path}.min`;
    if (min < 1)
        issues.push(error(atMin, `asks for ${min} instances, but App Runner keeps at least one: give 1 or more.`));
    if (max < min) {
        const what = `is ${max}, but the Compose file asks for ${min} copies: give \`min\` too, or a larger number.`;
        issues.push(error(`${path}.max`, what));
    } else if (max > MOST_INSTANCES) {
        const what = `asks for ${max} instances, but App Runner has at most ${MOST_INSTANCES} of a service: ask for fewer, or use ecs-fargate.`;
        issues.push(error(own.max === undefined ? atMin : `${path}.max`, what));
    }
    return { min, max };
}
