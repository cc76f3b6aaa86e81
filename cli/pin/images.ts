import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readWritten } from "../../compose/written";
import { readApps } from "../../config/apps";
import { composeFileIn } from "../init/files";
import { Refusal } from "../refusal";

/** What of a Compose model counts here. */
interface Model {
    readonly services?: Readonly<Record<string, { readonly image?: string; readonly build?: unknown }>>;
}

/**
 * Images of others that a folder's Compose files name, and that its stacks give in the place of a build. Without a stack: those of the
 * Compose file that lies there.
 *
 * @throws Refusal where there is none
 */
export async function imagesIn(directory: string): Promise<string[]> {
    const { files, given } = ofStacks(directory);
    const read = files.length > 0 ? files : [composeFileIn(directory)].filter((file) => file !== undefined);
    if (read.length === 0) {
        throw new Refusal({
            where: directory,
            what: "there is no Compose file here, and no Pulumi.<stack>.yaml that names one",
            todo: "go to your project, or name the images, such as `slipway pin postgres:16-alpine`",
        });
    }
    const models = await Promise.all(read.map((file) => modelOf(join(directory, file))));
    return [...given, ...models.flatMap(imagesOf)];
}

async function modelOf(file: string): Promise<Model> {
    const written = await readWritten(file);
    if ("problem" in written) throw new Refusal({ where: file, what: written.problem }, "failed");
    return written.model;
}

/** Names with a variable in them are the caller's to give. */
export function imagesOf({ services = {} }: Model): string[] {
    return Object.values(services).flatMap(({ image, build }) =>
        image === undefined || build !== undefined || image.includes("$") ? [] : [image],
    );
}

function ofStacks(directory: string): { files: string[]; given: string[] } {
    const apps = readdirSync(directory).flatMap((name) => {
        const stack = /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1];
        if (stack === undefined) return [];
        const text = readFileSync(join(directory, name), "utf8");
        const { config = {} } = (parse(text) as { config?: Readonly<Record<string, unknown>> } | null) ?? {};
        const value = config["slipway:apps"];
        // What is wrong with an app is told where it is deployed.
        return value === undefined ? [] : Object.values(readApps(JSON.stringify(value), stack, []));
    });
    return {
        files: [...new Set(apps.map(({ compose }) => compose))].sort(),
        given: apps.flatMap(({ services }) => Object.values(services).flatMap(({ image }) => image ?? [])),
    };
}
