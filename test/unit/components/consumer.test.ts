/** What a program of another project has of this package: `import { FargateService } from "slipway"`, types, files. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../../../tools/paths";
import { CLASSES, NAMES } from "./exported";

const TSC = createRequire(__filename).resolve("typescript/bin/tsc");

let consumer: string;
beforeAll(() => {
    consumer = mkdtempSync(join(tmpdir(), "slipway-consumer-"));
    const modules = join(consumer, "node_modules");
    mkdirSync(join(modules, "@types"), { recursive: true });
    symlinkSync(repositoryRoot, join(modules, "slipway"));
    for (const name of ["@types/node", "@pulumi"])
        symlinkSync(join(repositoryRoot, "node_modules", name), join(modules, name));
    writeFileSync(join(consumer, "package.json"), '{ "name": "consumer", "private": true }');
    writeFileSync(join(consumer, "index.ts"), PROGRAM);
});
afterAll(() => rmSync(consumer, { recursive: true }));

const write = (file: string, text: string): void => writeFileSync(join(consumer, file), text);
const node = (...args: string[]): string =>
    execFileSync(process.execPath, args, { cwd: consumer, encoding: "utf8", stdio: "pipe" });

/** Makes one of each, and says what is wrong to a component that must know it. */
const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
import {
${CLASSES.map(([name]) => `    ${name}, type ${name}Args,`).join("\n")}
} from "slipway";

export const make = {
${CLASSES.map(([name]) => `    ${name}: (args: ${name}Args, options: pulumi.CustomResourceOptions): pulumi.Resource => new ${name}("a", args, options),`).join("\n")}
};
export const web = (environment: Environment): pulumi.Output<string> =>
    new ExpressService("web", { environment, image: { reference: "web:1" }, port: 80 }).url;
export const wrong = (environment: Environment): ExpressServiceArgs => ({
    environment,
    image: { reference: "web:1" },
    // @ts-expect-error Were the types lost, this would be no error, and the compiler would say so.
    port: "eighty",
});
`;

describe("a TypeScript program type-checks with its own settings", () => {
    it.each([
        // What `pulumi new typescript` writes.
        { target: "es2020", module: "commonjs", moduleResolution: "node", strict: true },
        { target: "es2022", module: "node16", moduleResolution: "node16", strict: true },
    ])("%j", async (compilerOptions) => {
        const options = { ...compilerOptions, noEmit: true, skipLibCheck: true };
        write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["index.ts"] }));
        const { stdout } = await promisify(execFile)(process.execPath, [TSC, "-p", consumer]).catch(
            (failed: { readonly stdout: string }) => failed,
        );
        expect(stdout).toBe("");
    });
});

it("gets every component by one require, and by their names where it is a module", () => {
    write("required.cjs", 'console.log(JSON.stringify(Object.keys(require("slipway"))));');
    expect((JSON.parse(node("required.cjs")) as string[]).sort()).toEqual(NAMES);
    write(
        "imported.mjs",
        `import { ${NAMES.join(", ")} } from "slipway";\nconsole.log([${NAMES.join(", ")}].every((one) => typeof one === "function"));`,
    );
    expect(node("imported.mjs")).toBe("true\n");
    expect(CLASSES.length).toBeGreaterThan(18);
});

it("runs in TypeScript by tsx", () => {
    write("run.cjs", 'require("slipway"); console.log(Object.keys(require("./index.ts").make).length);');
    expect(node("run.cjs")).toBe(`${CLASSES.length}\n`);
});

/** Files that a packed file names by a relative path and that are not packed. */
function absent(packed: ReadonlySet<string>): string[] {
    const sources = [...packed].filter((file) => /\.(ts|cjs)$|\/pulumi-resource-slipway$/.test(file));
    return sources.flatMap((file) => {
        const text = readFileSync(join(repositoryRoot, file), "utf8");
        const named = [
            ...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\brequire\()"(\.\.?\/(?!node_modules)[^"]+)"/g),
        ];
        return named.flatMap(([, path]) => {
            const target = posix.join(posix.dirname(file), path!);
            const found = [target, `${target}.ts`, `${target}/index.ts`, `${target}.json`].some((one) =>
                packed.has(one),
            );
            return found ? [] : [`${file}: ${path}`];
        });
    });
}

it("a packed copy has every file that its own files need, and none of the tests or reference apps", () => {
    const npm = join(dirname(process.execPath), "npm");
    const told = execFileSync(existsSync(npm) ? npm : "npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
        cwd: repositoryRoot,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
    });
    const [{ files }] = JSON.parse(told) as [{ files: { path: string }[] }];
    const packed = new Set(files.map(({ path }) => path));
    expect(absent(packed)).toEqual([]);
    for (const file of [
        "bin/slipway.cjs",
        "provider/pulumi-resource-slipway",
        "host/release.py",
        "components/index.ts",
    ])
        expect(packed).toContain(file);
    expect([...packed].filter((file) => /^(test|docker|\.github)\//.test(file))).toEqual([]);
    // Negative control.
    packed.delete("components/index.ts");
    expect(absent(packed)).toContain("bin/components.cjs: ../components/index.ts");
});
