import { closeSync, openSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, runInForeground } from "./command";
import { main } from "./main";
import { repositoryRoot } from "./paths";
import { pythonWith } from "./toolchain/python";

const SHELL = /^#!.*\b(ba|da)?sh\b/;

/** A part of `npm run lint`: shellcheck, as pinned among the tools of test/host, over every shell script that git knows of. */
main(async () => {
    const python = await pythonWith(join(repositoryRoot, "test", "host", "python", "tools.txt"));
    const known = (await run("git", ["ls-files", "-z"], { cwd: repositoryRoot })).split("\0").filter(Boolean);
    const scripts = known.map((file) => join(repositoryRoot, file)).filter((file) => SHELL.test(firstLine(file)));
    // What a script reads at run time (SC1090) nobody can follow.
    const options = ["--severity=style", "--enable=quote-safe-variables", "--exclude=SC1090"];
    return runInForeground(join(dirname(python), "shellcheck"), [...options, ...scripts], {});
});

/** Enough of a file to tell what runs it; nothing of one that was deleted and not yet committed so. */
function firstLine(file: string): string {
    const bytes = Buffer.alloc(128);
    try {
        const descriptor = openSync(file, "r");
        try {
            return bytes.toString("latin1", 0, readSync(descriptor, bytes)).split("\n", 1)[0] ?? "";
        } finally {
            closeSync(descriptor);
        }
    } catch {
        return "";
    }
}
