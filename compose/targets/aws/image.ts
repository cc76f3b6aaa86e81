import type { ContainerImageBuild } from "../../../components/container-image-args";
import { containerImageBuild } from "../../build";
import { imageSetting } from "../../given-images";
import { notPinned, pinnedReference } from "../../image-lock";
import { parseImageReference } from "../../image-reference";
import { error, type Issue } from "../../issue";
import type { ServiceContext } from "./context";

/**
 * How a service gets its image: what the file builds, or a copy of what it names, by the digest that is pinned. A copy in a
 * repository of our own does not count against a hub's limits whenever a copy starts, and outlives the original.
 */
export function serviceImage(
    { project, settings, lock, name, service }: ServiceContext,
    issues: Issue[],
): ContainerImageBuild | undefined {
    const given = settings.services[name]?.image !== undefined;
    const at = given ? imageSetting(project.name, name) : `${project.file}: services.${name}.image`;
    if (service.build !== undefined) {
        const { build, issues: ofBuild } = containerImageBuild(project, name);
        issues.push(...ofBuild);
        return build;
    }
    const image = service.image ?? "";
    if (parseImageReference(image) === undefined) {
        issues.push(error(at, `is ${JSON.stringify(image)}, which is no image's name: give it as name:tag.`));
        return undefined;
    }
    const pinned = pinnedReference(image, lock);
    if (pinned === undefined) {
        issues.push(notPinned(at, image));
        return undefined;
    }
    return {
        context: "-",
        dockerfileInline: `FROM ${pinned}\n`,
        ...(service.platform !== undefined && { platform: service.platform }),
    };
}
