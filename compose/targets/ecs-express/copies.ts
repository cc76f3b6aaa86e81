import type { ExpressScaling } from "../../../components/express/settings";
import { error, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

/** How many copies run at least, and how many there may be. */
export function copiesOf({ project, settings, name, service }: ServiceContext, issues: Issue[]): ExpressScaling {
    const own = settings.services[name] ?? {};
    const path = `slipway:apps.${project.name}.services.${name}`;
    const min = own.min ?? service.deploy?.replicas ?? service.scale ?? 1;
    const max = own.max ?? min;
    if (min < 1) {
        const where = own.min === undefined ? `${project.file}: services.${name}` : `${path}.min`;
        issues.push(error(where, `asks for ${min} copies, but Express keeps at least one: give 1 or more.`));
    }
    if (max < min) {
        const what = `is ${max}, but the Compose file asks for ${min} copies: give \`min\` too, or a larger number.`;
        issues.push(error(`${path}.max`, what));
    }
    return { min, max };
}
