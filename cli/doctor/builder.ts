import { run } from "../../provider/core/run";
import { ok, warning, type Check, type Finding } from "./check";

/** BuildKit, by way of buildx: where images are built. */
export const builder: Check = {
    name: "image builder",
    find: async (_patient, signal) => {
        const version = await run("docker", ["buildx", "version"], { signal }).catch(() => undefined);
        if (version?.code !== 0) {
            return warning(
                "the command `docker` has no buildx, so no image can be built here",
                "install Docker's buildx plugin (the package docker-buildx-plugin); an image that CI has pushed needs none",
            );
        }
        const { code, stdout, stderr } = await run("docker", ["buildx", "ls", "--format", "{{json .}}"], { signal });
        return code === 0 ? judgeBuilders(stdout) : unreadable(stderr);
    },
};

interface Builder {
    readonly Name: string;
    readonly Driver: string;
    readonly Current: boolean;
    readonly Nodes?: readonly { readonly Status?: string; readonly Version?: string }[];
}

/** What `docker buildx ls` says, one builder a line. Pulumi's docker-build takes one that runs, whichever is current. */
function judgeBuilders(lines: string): Finding {
    const builders = lines
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as Builder);
    const running = builders.filter(({ Nodes = [] }) => Nodes.some(({ Status }) => Status === "running"));
    const names = [...new Set(running.map(({ Name, Driver }) => `${Name} (${Driver})`))];
    if (names.length > 0) return ok(names.join(", "));
    const known = builders.map(({ Name, Nodes = [] }) => `${Name} is ${Nodes[0]?.Status || "not started"}`).join(", ");
    return warning(
        `no builder of buildx runs${known === "" ? "" : `: ${known}`}`,
        "start Docker, or `docker buildx inspect --bootstrap`",
    );
}

function unreadable(stderr: string): Finding {
    const last = stderr.trim().split("\n").pop() ?? "";
    return warning(
        `\`docker buildx ls\` fails: ${last}`,
        "run it by hand; `docker buildx create --use` makes a new builder",
    );
}
