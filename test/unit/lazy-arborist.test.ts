/** In a process of its own: jest loads modules with a loader of its own. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const repository = resolve(__dirname, "..", "..");

/** What a program prints that has loaded `first` and then Pulumi's SDK. */
function run(first: readonly string[], program: string): unknown {
    const text = `
        ${first.map((file) => `require(${JSON.stringify(resolve(repository, file))});`).join("\n")}
        const pulumi = require("@pulumi/pulumi");
        const loaded = () => Object.keys(require.cache).some((file) => file.includes("/@npmcli/arborist/"));
        (async () => console.log(JSON.stringify(await (async () => { ${program} })())))();`;
    const args = ["-r", resolve(repository, "bin", "typescript.cjs"), "-e", text];
    return JSON.parse(execFileSync(process.execPath, args, { cwd: repository, encoding: "utf8" }));
}

test("Pulumi's SDK loads npm's resolver; after this file it does not", () => {
    const program = "return loaded()";
    expect([run([], program), run(["lazy-arborist.ts"], program)]).toEqual([true, false]);
});

test("what needs the resolver gets it: the packages of a serialised function", () => {
    const program = `
        const paths = await pulumi.runtime.computeCodePaths();
        return [loaded(), [...paths.keys()].filter((path) => path.endsWith("node_modules/zod"))];`;
    const expected = [true, [expect.stringContaining("node_modules/zod")]];
    expect([run([], program), run(["lazy-arborist.ts"], program)]).toEqual([expected, expected]);
});
