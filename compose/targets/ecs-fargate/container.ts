import type { FargateContainer } from "../../../components/fargate/container";
import { error, warning, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

type Settings = Pick<
    FargateContainer,
    "labels" | "openFiles" | "sysctls" | "terminal" | "openInput" | "addCapabilities"
>;

/** Settings of the container that Fargate takes over a part of: what it does not take is an issue. */
export function containerExtras({ project, name, service }: ServiceContext, issues: Issue[]): Settings {
    const at = `${project.file}: services.${name}`;
    const { labels = {} } = service;
    const add = capabilities(service.capAdd ?? [], at, issues);
    const open = openFiles(service.ulimits ?? {}, at, issues);
    const controls = kernelParameters(service.sysctls ?? {}, at, issues);
    if (service.readOnly !== true) {
        const what =
            "is not set, so the program may change its own files: set it, and give `tmpfs` for folders that it writes to.";
        issues.push(warning(`${at}.read_only`, what));
    }
    if (service.init === false) {
        issues.push(
            warning(`${at}.init`, "is false, but on ecs-fargate an init process runs the program all the same."),
        );
    }
    return {
        ...(Object.keys(labels).length > 0 && { labels }),
        ...(add.length > 0 && { addCapabilities: add }),
        ...(open && { openFiles: open }),
        ...(Object.keys(controls).length > 0 && { sysctls: controls }),
        ...(service.tty && { terminal: true }),
        ...(service.stdinOpen && { openInput: true }),
    };
}

function capabilities(wanted: readonly string[], at: string, issues: Issue[]): string[] {
    const plain = (name: string) => name.toUpperCase().replace(/^CAP_/, "");
    const refused = wanted.filter((name) => plain(name) !== "SYS_PTRACE");
    if (refused.length > 0) {
        const what = `adds ${refused.join(", ")}, but Fargate adds no capability but SYS_PTRACE: take it out, or use ec2-compose.`;
        issues.push(error(`${at}.cap_add`, what));
    }
    return wanted.length > refused.length ? ["SYS_PTRACE"] : [];
}

/** Fargate lets a task change one limit. */
function openFiles(
    limits: NonNullable<ServiceContext["service"]["ulimits"]>,
    at: string,
    issues: Issue[],
): Settings["openFiles"] {
    for (const limit of Object.keys(limits).filter((limit) => limit !== "nofile")) {
        issues.push(warning(`${at}.ulimits.${limit}`, "has no effect on ecs-fargate: Fargate takes `nofile` only."));
    }
    const own = limits["nofile"];
    return typeof own === "number" ? { soft: own, hard: own } : own;
}

const IPC_PARAMETERS = /^(kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|fs\.mqueue\..+)$/;

function kernelParameters(
    wanted: Readonly<Record<string, string>>,
    at: string,
    issues: Issue[],
): Readonly<Record<string, string>> {
    const names = Object.keys(wanted);
    for (const name of names.filter((name) => !isOwn(name))) {
        const what = "belongs to the machine, which a task cannot change: take it out.";
        issues.push(error(`${at}.sysctls.${name}`, what));
    }
    return Object.fromEntries(names.filter(isOwn).map((name) => [name, wanted[name] ?? ""]));
}

function isOwn(name: string): boolean {
    return name.startsWith("net.") || IPC_PARAMETERS.test(name);
}
