import type { AppSettings } from "../components/app-settings";
import { error, warning, type Issue } from "./issue";
import type { ComposeProject } from "./types";

/** Where the stack's settings name a service's image. */
export const imageSetting = (app: string, service: string): string => `slipway:apps.${app}.services.${service}.image`;

/** The project with images that are there already in the places of what the file builds, in the model and in Compose's own JSON. */
export function useGivenImages(
    project: ComposeProject,
    settings: AppSettings["services"],
): { project: ComposeProject; issues: Issue[] } {
    const issues: Issue[] = [];
    const services = { ...project.services };
    const documents = { ...project.document.services };
    for (const [name, service] of Object.entries(project.services)) {
        const image = settings[name]?.image;
        if (image === undefined) continue;
        if (service.build === undefined) {
            const what = `is given, but ${project.file} builds no ${name}: it names the image ${JSON.stringify(service.image)}, so name another one there.`;
            issues.push(error(imageSetting(project.name, name), what));
            continue;
        }
        const { build: _build, pullPolicy: _policy, ...rest } = service;
        services[name] = { ...rest, image };
        const { build: _ofDocument, pull_policy: _ofPull, ...document } = documents[name] ?? {};
        documents[name] = { ...document, image };
    }
    issues.push(...builtBeside(project, settings));
    return { project: { ...project, services, document: { ...project.document, services: documents } }, issues };
}

/** Services with the same build, such as a migration, of which only some are given: they would be of two versions. */
function builtBeside({ name: app, services }: ComposeProject, settings: AppSettings["services"]): Issue[] {
    const builds = Object.entries(services).flatMap(([name, { build }]) =>
        build === undefined ? [] : [{ name, content: JSON.stringify(build), image: settings[name]?.image }],
    );
    return builds.flatMap(({ name, content, image }) => {
        const given = builds.find((other) => other.image !== undefined && other.content === content);
        if (image !== undefined || given === undefined) return [];
        const what = `is missing: ${given.name} runs ${given.image}, and ${name}, which has the same build, is built from the files here: give both the same image, or none.`;
        return [warning(imageSetting(app, name), what)];
    });
}
