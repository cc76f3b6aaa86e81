import { run } from "../../provider/core/run";
import { which } from "../../tools/command";
import { DOCKER_REMEDIES, OLDEST_DOCKER } from "../../tools/toolchain/docker";
import { ok, warning, wrong, type Check, type Finding, type Patient } from "./check";

/** Docker's daemon: the target `local` needs it to run, the others where an image must be built. */
export const docker: Check = {
    name: "Docker",
    find: async (patient, signal) => {
        const severity = needsDocker(patient) ? wrong : warning;
        if (which("docker") === undefined) {
            return severity("the command `docker` is not on PATH", DOCKER_REMEDIES.install);
        }
        const { code, stdout, stderr } = await run("docker", ["version", "--format", "{{.Server.Version}}"], {
            signal,
        });
        return judgeDocker(code, code === 0 ? stdout : stderr, severity, patient.variables.DOCKER_HOST);
    },
};

function judgeDocker(code: number, said: string, severity: typeof wrong, host: string | undefined): Finding {
    if (code === 0) return judgeVersion(said.trim());
    const where = host ? ` (DOCKER_HOST is ${host})` : "";
    const last = said.trim().split("\n").pop() || `exit code ${code}`;
    return severity(`does not answer${where}: ${last}`, DOCKER_REMEDIES.start);
}

export function judgeVersion(version: string): Finding {
    const major = Number.parseInt(version, 10);
    if (Number.isNaN(major) || major >= OLDEST_DOCKER) return ok(version);
    return warning(
        `Docker ${version} is older than ${OLDEST_DOCKER}, the oldest that Slipway is made for`,
        DOCKER_REMEDIES.install,
    );
}

/** Without a stack it is not known which targets there are. */
function needsDocker({ stack }: Patient): boolean {
    return stack === undefined || Object.values(stack.apps).some(({ target }) => target === "local");
}
