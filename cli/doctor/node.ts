import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compareVersions } from "../../compose/docker-compose-cli";
import { repositoryRoot } from "../../tools/paths";
import { ok, wrong, type Check, type Finding } from "./check";

export const node: Check = {
    name: "Node",
    find: () => Promise.resolve(judgeNode(process.versions.node, oldestNode())),
};

export function judgeNode(version: string, oldest: string): Finding {
    return compareVersions(version, oldest) < 0
        ? wrong(`Node ${version} is too old, ${oldest} or newer is needed`, "install Node 22 (nodejs.org)")
        : ok(version);
}

/** The one place that says it: `engines` in package.json. */
function oldestNode(): string {
    const { engines } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as {
        engines: { node: string };
    };
    return `${engines.node.replace(/[^\d.]/g, "")}.0`;
}
