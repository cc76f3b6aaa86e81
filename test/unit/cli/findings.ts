import type { Answer, Machine } from "./stand-ins";
import { ended } from "./terminal";

const BUILDERS = '{"Name":"default","Driver":"docker","Current":true,"Nodes":[{"Status":"running"}]}\n';
/** What a healthy Docker answers. */
export const DOCKER: Record<string, Answer> = {
    "version*": { out: "28.5.2\n" },
    "buildx version": { out: "github.com/docker/buildx v0.29.1\n" },
    "buildx ls*": { out: BUILDERS },
    "compose version*": { out: "2.40.3\n" },
};

/** What `slipway doctor --json` found, by check. */
export async function found(machine: Machine, args: readonly string[] = [], variables = {}) {
    const { code, out, err } = await ended(["doctor", "--json", ...args], { directory: machine.project, variables });
    expect(err).toBe("");
    const { findings } = JSON.parse(out) as {
        findings: { check: string; result: string; what: string; todo?: string }[];
    };
    const by = (check: string) => findings.filter((one) => one.check === check).map(({ check: _, ...rest }) => rest);
    return { code, by, names: findings.map(({ check }) => check) };
}
