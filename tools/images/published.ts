import { posix } from "node:path";
import { z } from "zod";

/** An image that `.github/workflows/images.yml` builds and publishes: one row of its matrix, in the words of docker/build-push-action. */
export interface PublishedImage {
    /** Of the image, under the owner's name. */
    readonly name: string;
    readonly app: string;
    /** A folder, relative to the repository. */
    readonly context: string;
    /** Relative to the repository. */
    readonly file: string;
    /** The stage to build; empty: the last one. */
    readonly target: string;
    /** `NAME=value`, one a line. */
    readonly args: string;
}

/** What is read of a Compose file as it is written. */
const MODEL = z.object({
    services: z.record(
        z.string(),
        z.object({
            build: z
                .object({
                    context: z.string(),
                    dockerfile: z.string().optional(),
                    dockerfile_inline: z.string().optional(),
                    target: z.string().optional(),
                    args: z.record(z.string(), z.string().nullable()).optional(),
                    secrets: z.array(z.unknown()).optional(),
                    ssh: z.array(z.unknown()).optional(),
                    additional_contexts: z.record(z.string(), z.string()).optional(),
                })
                .optional(),
        }),
    ),
});

/**
 * The images that an app's Compose file builds, each once: services with one build, such as a migration, share theirs, which is named
 * after the first of them by the alphabet: `<app>-<service>`, or `<app>` where the service is called so, too.
 *
 * @param model as `readWritten` gives it
 * @param folder the Compose file's, relative to the repository
 * @throws {Error} where a build needs what the workflow does not give it
 */
export function publishedImages(app: string, model: unknown, folder: string): PublishedImage[] {
    const images = new Map<string, PublishedImage>();
    for (const [service, { build }] of Object.entries(MODEL.parse(model).services).sort(byName)) {
        if (build === undefined) continue;
        const refused = (what: string): Error =>
            new Error(
                `${app}: services.${service}.build: ${what}, so images.yml cannot build it: publish it by a workflow of its own`,
            );
        const context = posix.join(folder, build.context);
        // Another machine's, such as an URL, or this one's: only paths from the file's folder begin with a dot.
        if (!build.context.startsWith(".") || /^\.\.(\/|$)/.test(context))
            throw refused(`its context ${build.context} is not in the repository`);
        if (build.dockerfile_inline !== undefined) throw refused("its Dockerfile stands in the Compose file");
        if (build.secrets || build.ssh) throw refused("it needs secrets");
        if (build.additional_contexts) throw refused("it has other contexts");
        const args = Object.entries(build.args ?? {}).map(([name, value]) => {
            if (value === null || /(?<!\$)\$(?!\$)/.test(value)) throw refused(`its argument ${name} is a variable`);
            return `${name}=${value.replaceAll("$$", "$")}`;
        });
        const made = {
            app,
            context,
            file: posix.join(context, build.dockerfile ?? "Dockerfile"),
            target: build.target ?? "",
            args: args.join("\n"),
        };
        const key = JSON.stringify(made);
        if (!images.has(key)) images.set(key, { name: service === app ? app : `${app}-${service}`, ...made });
    }
    return [...images.values()];
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
