import { warning, type Issue } from "../../issue";
import type { ServiceContext } from "./context";

/** AWS's rules for tags. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const MOST_TAGS = 40;

/** `deploy.labels` → tags of what is made for the service. */
export function serviceTags({ project, name, service }: ServiceContext, issues: Issue[]): Record<string, string> {
    const tags: Record<string, string> = {};
    for (const [key, value] of Object.entries(service.deploy?.labels ?? {}).sort()) {
        const at = `${project.file}: services.${name}.deploy.labels.${key}`;
        if (key.length > 128 || value.length > 256 || !TAG_TEXT.test(key + value) || /^aws:/i.test(key)) {
            issues.push(
                warning(at, "is no tag as AWS takes it (letters, digits, spaces and _.:/=+-@; not aws:…): left out."),
            );
        } else if (Object.keys(tags).length >= MOST_TAGS) {
            issues.push(warning(at, `is one too many: AWS takes ${MOST_TAGS} of our tags: left out.`));
        } else tags[key] = value;
    }
    return tags;
}
