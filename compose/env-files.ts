import type { Json } from "../components/json";

/** Paths of a service's `env_file`s, in any of the forms that Compose gives; those that must be there, or all. */
export function envFilePaths(
    service: { readonly [key: string]: Json } | undefined,
    which: "all" | "required" = "all",
): string[] {
    const files = service?.["env_file"];
    const list: readonly Json[] = Array.isArray(files) ? files : files === undefined || files === null ? [] : [files];
    return list.flatMap((file) => {
        if (typeof file === "string") return [file];
        if (typeof file !== "object" || file === null || Array.isArray(file)) return [];
        const { path, required } = file as { readonly [key: string]: Json };
        return typeof path === "string" && (which === "all" || required !== false) ? [path] : [];
    });
}
