import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SUPPORTED_COMPOSE } from "../../compose/docker-compose-cli";
import { cached, cachePath, type CacheKey, isCached } from "../cache";
import { run, which } from "../command";
import { COMPOSE_RELEASES, isReachable } from "../network";
import { buildGoProgram } from "./go";

/** The file that Docker looks for in a folder of plugins. */
const PLUGIN = "docker-compose";

/**
 * Folders of plugins with the oldest and the newest Docker Compose that Slipway is tested with; the machine's own is the one
 * between them. For tests only: downloaded from Compose's releases, or built where downloads are refused.
 */
export async function composeVersions(): Promise<Record<keyof typeof SUPPORTED_COMPOSE, string>> {
    return {
        oldest: await composePlugin(SUPPORTED_COMPOSE.oldest),
        newest: await composePlugin(SUPPORTED_COMPOSE.newest),
    };
}

async function composePlugin(version: string): Promise<string> {
    const key: CacheKey = { name: "compose", version };
    if (isCached(key)) return cachePath(key);
    const machine = `${process.platform}-${process.arch === "arm64" ? "aarch64" : "x86_64"}`;
    const release = `${COMPOSE_RELEASES}/v${version}/docker-compose-${machine}`;
    const downloadable = which("curl") !== undefined && (await isReachable(`${release}.sha256`));
    return cached(key, (folder) => {
        const file = join(folder, PLUGIN);
        return downloadable ? download(release, file) : build(version, file);
    });
}

async function download(release: string, file: string): Promise<void> {
    const expected = (await curl(`${release}.sha256`)).split(" ")[0];
    await curl(release, "--output", file);
    const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
    if (digest !== expected) throw new Error(`${release}: its SHA-256 is ${digest}, but its release says ${expected}`);
    chmodSync(file, 0o755);
}

function curl(url: string, ...options: readonly string[]): Promise<string> {
    return run("curl", ["--fail", "--silent", "--show-error", "--location", ...options, url], {
        title: `download ${url}`,
    });
}

function build(version: string, output: string): Promise<void> {
    const module = `github.com/docker/compose/v${version.split(".")[0]}`;
    return buildGoProgram({
        title: `Docker Compose ${version}`,
        modules: [`${module}@v${version}`],
        program: `${module}/cmd`,
        variables: { [`${module}/internal.Version`]: `v${version}` },
        output,
        replacements: { "github.com/DefangLabs/secret-detector": "./secret-detector" },
        prepare: (root) => {
            for (const [file, source] of Object.entries(SECRET_DETECTOR)) {
                const target = join(root, "secret-detector", file);
                mkdirSync(dirname(target), { recursive: true });
                writeFileSync(target, source);
            }
        },
    });
}

/**
 * Stand-in for a module that the module proxy does not serve: Compose calls it in `publish` only, which no test does. Types
 * and functions that Compose names, without what they do.
 */
const SECRET_DETECTOR: Readonly<Record<string, string>> = {
    "go.mod": "module github.com/DefangLabs/secret-detector\n\ngo 1.22\n",
    "pkg/secrets/secrets.go": `package secrets

import "io"

type DetectedSecret struct{ Type, Key, Value string }

type Detector interface {
	ScanMap(map[string]string) ([]DetectedSecret, error)
}

type Scanner interface {
	Detector
	Scan(string) ([]DetectedSecret, error)
	ScanFile(string) ([]DetectedSecret, error)
	ScanReader(io.Reader) ([]DetectedSecret, error)
	ScanFileReader(io.Reader, string, int64) ([]DetectedSecret, error)
}
`,
    "pkg/detectors/keyword/keyword.go": `package keyword

import "github.com/DefangLabs/secret-detector/pkg/secrets"

func NewDetector(...string) secrets.Detector { return nil }
`,
    "pkg/scanner/scanner.go": `package scanner

import "github.com/DefangLabs/secret-detector/pkg/secrets"

func NewDefaultScanner() secrets.Scanner { return nil }
`,
};
