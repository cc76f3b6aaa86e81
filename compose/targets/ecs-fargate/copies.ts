import type { FargateServicePlan } from "../../../components/fargate/plan";
import { error, type Issue } from "../../issue";
import { isStateful } from "../../state";
import type { ServiceContext } from "../aws/context";

type Copies = Pick<FargateServicePlan, "copies" | "scaling" | "spot">;

/** How many tasks run, and on which machines. A service with data is one task on a machine that stays. */
export function copiesOf({ project, settings, name, service }: ServiceContext, issues: Issue[]): Copies {
    const path = `slipway:apps.${project.name}.services.${name}`;
    const { min, max, spot } = settings.services[name] ?? {};
    const copies = min ?? service.deploy?.replicas ?? service.scale ?? 1;
    const most = max ?? copies;
    if (isStateful(service)) {
        const because = `${name} has a writable volume, which one task may write to at a time`;
        const where = min === undefined && max === undefined ? `${project.file}: services.${name}` : path;
        if (copies > 1 || most > 1) {
            const what = `asks for ${most > copies ? `${copies} to ${most}` : copies} copies, but ${because}: ask for one, or keep the data in a managed service.`;
            issues.push(error(where, what));
        }
        if (spot) {
            const what = `is true, but ${because}, and a Spot task is stopped at any time: take it out.`;
            issues.push(error(`${path}.spot`, what));
        }
        return { copies };
    }
    if (most < copies) {
        const what = `is ${most}, but the Compose file asks for ${copies} copies: give \`min\` too, or a larger number.`;
        issues.push(error(`${path}.max`, what));
    }
    if (most > copies && copies === 0) {
        const what = `is 0 with max ${most}, but a service without a task has no load to scale by: give 1 or more.`;
        issues.push(error(`${path}.min`, what));
    }
    return {
        copies,
        ...(most > copies && { scaling: { min: copies, max: most } }),
        ...(spot && { spot: true }),
    };
}
