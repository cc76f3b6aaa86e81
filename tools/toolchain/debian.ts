import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, which } from "../command";
import { withLock } from "../lock";
import { say } from "../log";
import { cacheDirectory } from "../paths";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Whether packages can be installed: Debian, as root, on the architecture that the stand-ins are made of. */
export function isDebianAsRoot(): boolean {
    return process.arch === "x64" && process.getuid?.() === 0 && release().ID === "debian";
}

/** The name of the Debian release that runs here. */
export function debianSuite(): string {
    const suite = release().VERSION_CODENAME;
    if (!suite) throw new Error("/etc/os-release: VERSION_CODENAME is missing, so the Debian release is unknown");
    return suite;
}

function release(): Record<string, string> {
    try {
        return parseOsRelease(readFileSync("/etc/os-release", "utf8"));
    } catch {
        return {}; // not Linux
    }
}

/** Reads the `KEY=value` lines of `/etc/os-release`. */
export function parseOsRelease(text: string): Record<string, string> {
    const pairs = [...text.matchAll(/^([A-Z_]+)=("?)(.*)\2$/gm)];
    return Object.fromEntries(pairs.map(([, key = "", , value = ""]) => [key, value]));
}

/** Installs the packages of those programs that are missing (`program: package`). */
export async function ensureInstalled(programs: Readonly<Record<string, string>>): Promise<void> {
    const missing = Object.entries(programs).filter(([program]) => !which(program));
    if (missing.length === 0) return;
    const packages = [...new Set(missing.map(([, name]) => name))];
    say(`installing Debian's ${packages.join(", ")} (missing: ${missing.map(([program]) => program).join(", ")})`);
    await withLock(join(cacheDirectory(), ".lock-apt"), "apt-get", async () => {
        const env = { DEBIAN_FRONTEND: "noninteractive" };
        await run("apt-get", ["update", "-q"], { env, title: "apt-get update" });
        const install = ["install", "-q", "-y", "--no-install-recommends", ...packages];
        await run("apt-get", install, { env, title: `apt-get install ${packages.join(" ")}` });
    });
}

/** The Debian mirror that this machine is configured for. */
export function debianMirror(): string {
    const folder = "/etc/apt/sources.list.d";
    const files = ["/etc/apt/sources.list", ...readdirSync(folder).map((name) => join(folder, name))];
    const mirror = findMirror(files.map(readIfThere).join("\n"));
    if (!mirror) throw new Error("no Debian mirror in /etc/apt/sources.list or /etc/apt/sources.list.d: add one");
    return mirror;
}

/** The first address in apt's configuration that ends in `/debian`, comments aside. */
export function findMirror(sources: string): string | undefined {
    const lines = sources.split("\n").filter((line) => !line.trimStart().startsWith("#"));
    return lines
        .flatMap((line) => line.split(/\s+/))
        .find((word) => /^[a-z]+:\/\/\S+\/debian\/?$/.test(word))
        ?.replace(/\/$/, "");
}

function readIfThere(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}

/** Downloads packages of a Debian release and unpacks them into a folder; the machine's own packages stay as they are. */
export async function unpackPackages(suite: string, packages: readonly string[], into: string): Promise<void> {
    const work = mkdtempSync(join(tmpdir(), "slipway-apt-"));
    for (const folder of ["lists/partial", "cache/archives/partial", "debs"])
        mkdirSync(join(work, folder), { recursive: true });
    const sources = join(work, "sources.list");
    writeFileSync(sources, `deb [signed-by=${KEYRING}] ${debianMirror()} ${suite} main\n`);
    // A view of its own: neither the machine's lists nor its sources, pins and hooks take part.
    const settings = {
        "Dir::State::lists": join(work, "lists"),
        "Dir::Cache": join(work, "cache"),
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::Etc::parts": "/dev/null",
        "Acquire::Languages": "none",
        "APT::Sandbox::User": "root",
    };
    const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
    try {
        await run("apt-get", [...options, "-q", "update"], { title: `apt-get update (${suite})` });
        const title = `downloading ${packages.join(", ")} from Debian ${suite}`;
        await run("apt-get", [...options, "-q", "download", ...packages], { cwd: join(work, "debs"), title });
        for (const file of readdirSync(join(work, "debs"))) await run("dpkg", ["-x", join(work, "debs", file), into]);
    } finally {
        rmSync(work, { recursive: true, force: true });
    }
}
