import { dockerfileText, dockerfileUser } from "../../dockerfile";
import { error, warning, type Issue } from "../../issue";
import type { ServiceConfig } from "../../types";
import type { ContainerImageBuild } from "../../../components/container-image-args";
import type { ServiceContext } from "../aws/context";

/**
 * The user that the task definition names: the Compose file's, else the last `USER` of the Dockerfile. It must stand in the
 * task definition, as nobody who audits an account looks into images (Security Hub: ECS.20).
 */
export function taskUser(
    { project, projectDirectory, name, service }: ServiceContext,
    build: ContainerImageBuild | undefined,
    issues: Issue[],
): string | undefined {
    const text = build && dockerfileText(build, projectDirectory);
    const user = service.user ?? (build && text !== undefined ? dockerfileUser(text, build) : undefined);
    const at = `${project.file}: services.${name}.user`;
    if (user === undefined) {
        const why = build === undefined ? "an image alone does not tell" : "its Dockerfile does not tell";
        const kept = namedVolumes(service);
        if (kept.length > 0) {
            const what =
                `is not given, ${why} who it runs as, and ${name} mounts ${kept.join(", ")}, whose owner EFS knows by number: ` +
                `give the number of the image's own user, such as  user: "1000:1000"  (root's, user: "0:0", where the image must begin as root).`;
            issues.push(error(at, what));
            return undefined;
        }
        issues.push(
            warning(at, `is not given, and ${why} whether it runs as root: name one, such as  user: "1000:1000".`),
        );
    } else if (isRoot(user)) {
        issues.push(warning(at, `is root (${user}): name another one, such as  user: "1000:1000".`));
    }
    return user;
}

/** Volumes in EFS that the service mounts. */
function namedVolumes({ volumes }: ServiceConfig): string[] {
    const names = volumes.flatMap(({ type, source }) => (type === "volume" && source !== undefined ? [source] : []));
    return [...new Set(names)].sort();
}

/** `uid` or `uid:gid` as numbers, or `undefined`; without a group it is root's, as in Docker. */
export function numericUser(user: string | undefined): { uid: number; gid: number } | undefined {
    const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user ?? "") ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid ?? 0) };
}

function isRoot(user: string): boolean {
    return /^(root|0)(:|$)/.test(user);
}
