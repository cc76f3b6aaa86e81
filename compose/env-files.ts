import type { Json } from "../components/json";

/** Paths of a service's `env_file`s, in any of the forms that Compose gives. */
export function envFilePaths(service: { readonly [key: string]: Json } | undefined): string[] {
    const files = service?.["env_file"];
    const list: readonly Json[] = Array.isArray(files) ? files : files === undefined || files === null ? [] : [files];
    return list.flatMap((file) => {
        const path =
            typeof file === "object" && file !== null && !Array.isArray(file)
                ? (file as { readonly [key: string]: Json })["path"]
                : file;
        return typeof path === "string" ? [path] : [];
    });
}
