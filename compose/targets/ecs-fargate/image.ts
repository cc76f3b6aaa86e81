import type { ContainerImageBuild } from "../../../components/container-image-args";
import { containerImageBuild } from "../../build";
import { parseImageReference } from "../../image-reference";
import { error, warning, type Issue } from "../../issue";
import type { ServiceContext } from "./context";

/**
 * How a service gets its image: what the file builds, or a copy of what it names. A copy in a repository of our own neither
 * counts against a hub's limits nor changes under a tag.
 */
export function taskImage(
    { project, name, service }: ServiceContext,
    issues: Issue[],
): ContainerImageBuild | undefined {
    const at = `${project.file}: services.${name}`;
    if (service.build !== undefined) {
        const { build, issues: ofBuild } = containerImageBuild(project, name);
        issues.push(...ofBuild);
        return build;
    }
    const image = service.image ?? "";
    const reference = parseImageReference(image);
    if (reference === undefined) {
        issues.push(
            error(`${at}.image`, `is ${JSON.stringify(image)}, which is no image's name: give it as name:tag.`),
        );
        return undefined;
    }
    if (reference.kind !== "digest") {
        const what = `is ${JSON.stringify(image)}, and what that name means can change: the first \`pulumi up\` copies it, and later ones keep that copy. Name its digest (name@sha256:…) to say which one.`;
        issues.push(warning(`${at}.image`, what));
    }
    return {
        context: "-",
        dockerfileInline: `FROM ${image}\n`,
        ...(service.platform !== undefined && { platform: service.platform }),
    };
}
