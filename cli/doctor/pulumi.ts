import { compareVersions } from "../../compose/docker-compose-cli";
import { which } from "../../tools/command";
import { versions } from "../../tools/versions";
import { findProject, INSTALL_PULUMI, lastWords, pulumi as command } from "../project";
import { Refusal } from "../refusal";
import { onAws } from "../stack";
import { ok, warning, wrong, type Check, type Finding, type Patient } from "./check";

export const pulumi: Check = {
    name: "Pulumi",
    find: async ({ directory }, signal) => {
        if (which("pulumi") === undefined) return wrong("the command `pulumi` is not on PATH", INSTALL_PULUMI);
        const result = await command({ directory, name: "" }, undefined, ["version"], { signal });
        return judgePulumi(result.code === 0 ? result.stdout : "", versions.pulumi);
    },
};

/** The CLI against the version of the SDK that the program is written with. */
export function judgePulumi(said: string, sdk: string): Finding {
    const version = /(\d+)\.(\d+)\.(\d+)/.exec(said)?.[0];
    if (version === undefined) return wrong("`pulumi version` tells no version", INSTALL_PULUMI);
    return compareVersions(version, sdk) < 0
        ? warning(`${version} is older than the SDK that Slipway uses, ${sdk}`, `raise it: ${INSTALL_PULUMI}`)
        : ok(version);
}

export const backend: Check = {
    name: "Pulumi backend",
    concerns: () => which("pulumi") !== undefined,
    find: async (patient, signal) => {
        const stack = patient.stack?.name;
        const result = await command(projectOf(patient), stack, ["whoami", "--json"], { signal, anyStack: true });
        if (result.code !== 0) {
            return wrong(
                lastWords(result),
                "`pulumi login` (Pulumi Cloud, or `pulumi login s3://<bucket>`), or set PULUMI_BACKEND_URL",
            );
        }
        const { user, url } = JSON.parse(result.stdout) as { user: string; url: string };
        return judgeBackend(url, user, patient);
    },
};

export function judgeBackend(url: string, user: string, { stack }: Pick<Patient, "stack">): Finding {
    if (url.startsWith("file://") && stack !== undefined && onAws(stack)) {
        return warning(
            `the state of ${stack.name} lies on this machine alone (${url}), and the stack has apps on AWS`,
            "before others or CI deploy it: `pulumi stack export` to a file, `pulumi login s3://<bucket>` (or Pulumi Cloud), `pulumi stack import`",
        );
    }
    return ok(`${url} as ${user}`);
}

function projectOf({ directory }: Patient): { directory: string; name: string } {
    try {
        return findProject(directory);
    } catch (error) {
        if (error instanceof Refusal) return { directory, name: "" };
        throw error;
    }
}
