import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

/** By names of which the apps share one load balancer: of ports it has room for fifty. */
export const DOMAIN = "example.com";

/** Compose files of `count` small apps, each with an image of its own, and the settings that put them on ecs-fargate. */
export class ManyApps {
    private readonly folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
    /** The value of `slipway:apps`. */
    readonly settings: Readonly<Record<string, unknown>>;

    constructor(count: number, repository: string) {
        const names = Array.from({ length: count }, (_, index) => `app-${String(index + 1).padStart(3, "0")}`);
        this.settings = Object.fromEntries(
            names.map((name, index) => {
                const source = join(this.folder, name);
                mkdirSync(source);
                // No base image and one small layer: the bench times previews, not builds.
                writeFileSync(join(source, "Dockerfile"), "FROM scratch\nCOPY name.txt /\n");
                writeFileSync(join(source, "name.txt"), `${name}\n`);
                writeFileSync(join(source, "compose.yaml"), compose(8000 + index));
                const settings = {
                    target: "ecs-fargate",
                    compose: join(relative(repository, source), "compose.yaml"),
                    secrets: { TOKEN: "generated" },
                    domain: `${name}.${DOMAIN}`,
                };
                return [name, settings];
            }),
        );
    }

    dispose(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

function compose(port: number): string {
    return [
        "services:",
        "  web:",
        "    build: .",
        "    command: [/web]",
        "    user: '10001'",
        "    read_only: true",
        "    environment:",
        "      LOG_LEVEL: info",
        "      TOKEN: ${TOKEN:?}",
        `    ports: ["${port}:8080"]`,
        "",
    ].join("\n");
}
