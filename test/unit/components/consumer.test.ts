/**
 * What a program of another project has of this package: `import { FargateService } from "slipway"`, types, files. The package
 * is packed by npm as it is for an installation, and laid among the packages of a project of its own.
 */
import { execFile, execFileSync } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../../../tools/paths";
import { CLASSES, NAMES } from "./exported";

const TSC = createRequire(__filename).resolve("typescript/bin/tsc");
/** The npm of the Node that runs this. */
const NPM = [join(dirname(process.execPath), "npm")].find(existsSync) ?? "npm";

let consumer: string;
let modules: string;
beforeAll(() => {
    consumer = mkdtempSync(join(tmpdir(), "slipway-consumer-"));
    modules = join(consumer, "node_modules");
    linkPackages(join(repositoryRoot, "node_modules"), modules);
    const packed = JSON.parse(npm(["pack", "--json", "--pack-destination", consumer])) as [{ filename: string }];
    execFileSync("tar", ["-xzf", packed[0].filename], { cwd: consumer });
    renameSync(join(consumer, "package"), join(modules, "slipway"));
    write("package.json", '{ "name": "consumer", "private": true }');
    write("index.ts", PROGRAM);
    cpSync(join(repositoryRoot, "examples/express-service/index.ts"), join(consumer, "example.ts"));
});
afterAll(() => rmSync(consumer, { recursive: true }));

const write = (file: string, text: string): void => writeFileSync(join(consumer, file), text);
const node = (...args: string[]): string =>
    execFileSync(process.execPath, args, { cwd: consumer, encoding: "utf8", stdio: "pipe" });
const npm = (args: readonly string[], variables: Readonly<Record<string, string>> = {}): string =>
    execFileSync(NPM, args, {
        cwd: repositoryRoot,
        env: { ...process.env, ...variables },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
    });

/** The packages that an installation would bring; of ours the copy alone. */
function linkPackages(from: string, to: string): void {
    mkdirSync(to);
    for (const name of readdirSync(from)) if (name !== ".bin") symlinkSync(join(from, name), join(to, name));
}

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

/** As `tsc --init` of TypeScript 5.9 writes it, for a project with Node's types. */
const TSC_INIT = {
    module: "nodenext",
    target: "esnext",
    types: ["node"],
    sourceMap: true,
    declaration: true,
    declarationMap: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    strict: true,
    jsx: "react-jsx",
    verbatimModuleSyntax: true,
    isolatedModules: true,
    noUncheckedSideEffectImports: true,
    moduleDetection: "force",
    skipLibCheck: true,
};
/** As `pulumi new typescript` writes it: without `skipLibCheck`, so that our declarations are checked as well. */
const PULUMI_NEW = {
    strict: true,
    target: "es2020",
    module: "commonjs",
    moduleResolution: "node",
    sourceMap: true,
    experimentalDecorators: true,
    pretty: false,
    noFallthroughCasesInSwitch: true,
    noImplicitReturns: true,
    forceConsistentCasingInFileNames: true,
};
const NODE_16 = { module: "node16", moduleResolution: "node16", skipLibCheck: true };
/** Every option that makes a compiler stricter and that `strict` does not turn on. */
const STRICTEST = {
    noPropertyAccessFromIndexSignature: true,
    noImplicitOverride: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    allowUnreachableCode: false,
};

/** What `tsc` says to both programs; they are compiled to `out/`. */
async function compiled(compilerOptions: object, type: "module" | "commonjs"): Promise<string> {
    write("package.json", JSON.stringify({ name: "consumer", private: true, type }));
    const options = { ...compilerOptions, outDir: "out" };
    write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["index.ts", "example.ts"] }));
    rmSync(join(consumer, "out"), { recursive: true, force: true });
    const { stdout } = await promisify(execFile)(process.execPath, [TSC, "-p", "."], { cwd: consumer }).catch(
        (failed: { readonly stdout: string }) => failed,
    );
    return stdout;
}

/** Runs what was compiled of the example under Pulumi's mocks, which stand in for the engine and AWS. */
function ran(): { readonly types: string[]; readonly port: number } {
    write(
        "run.mjs",
        `import * as pulumi from "@pulumi/pulumi";
const types = [];
let port;
await pulumi.runtime.setMocks({
    call: ({ inputs }) => ({ ...inputs, names: ["a", "b"], accountId: "123456789012", json: "{}" }),
    newResource: ({ type, name, inputs }) => {
        types.push(type);
        port ??= inputs.primaryContainer?.containerPort;
        const answer = { arn: "arn:aws:stand-in:::" + name, vpcId: "vpc-1", publicSubnetIds: ["subnet-1"], privateSubnetIds: [] };
        return { id: name, state: { ...inputs, ...answer, ingressPaths: [{ endpoint: "web.example" }] } };
    },
}, "consumer", "dev", false);
pulumi.runtime.setAllConfig({ "aws:region": "eu-central-1" }, []);
await import("./out/example.js");
await pulumi.runtime.disconnect();
console.log(JSON.stringify({ types, port }));
`,
    );
    return JSON.parse(node("run.mjs")) as { types: string[]; port: number };
}

describe("a TypeScript program type-checks with its own settings, and what comes of it runs", () => {
    it.each([
        ["tsc --init", "module", TSC_INIT],
        ["pulumi new typescript", "commonjs", PULUMI_NEW],
        ["Pulumi's, as node16", "commonjs", { ...PULUMI_NEW, ...NODE_16 }],
        ["the strictest", "module", { ...TSC_INIT, ...STRICTEST }],
    ] as const)("%s", async (_name, type, options) => {
        expect(await compiled(options, type)).toBe("");
        const { types, port } = ran();
        expect(types).toContain("aws:ecs/expressGatewayService:ExpressGatewayService");
        expect(port).toBe(80);
    });

    it("for a bundler", async () => {
        const options = { ...TSC_INIT, module: "preserve", moduleResolution: "bundler" };
        expect(await compiled(options, "module")).toBe("");
    });

    it("reads declarations and none of our sources; where they were not made, the sources", () => {
        const read = (...options: readonly string[]) =>
            node(TSC, "--listFilesOnly", ...options, "example.ts")
                .split("\n")
                .filter((file) => file.includes("/node_modules/slipway/"))
                .map((file) => file.slice(file.indexOf("/slipway/") + 1));
        const settings = [
            ["--module", "commonjs", "--moduleResolution", "node"],
            ["--module", "nodenext", "--moduleResolution", "nodenext"],
            ["--module", "preserve", "--moduleResolution", "bundler"],
        ];
        for (const options of settings) {
            const files = read(...options);
            expect(files).toContain("slipway/types/components/index.d.ts");
            expect(files.filter((file) => !file.startsWith("slipway/types/"))).toEqual([]);
        }
        renameSync(join(modules, "slipway/types"), join(consumer, "types-aside"));
        try {
            for (const options of settings) expect(read(...options)).toContain("slipway/components/index.ts");
        } finally {
            renameSync(join(consumer, "types-aside"), join(modules, "slipway/types"));
        }
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
    write("package.json", '{ "name": "consumer", "private": true }');
    write("run.cjs", 'require("slipway"); console.log(Object.keys(require("./index.ts").make).length);');
    expect(node("run.cjs")).toBe(`${CLASSES.length}\n`);
});

/** Files that a packed file names by a relative path and that are not packed. */
function absent(packed: ReadonlySet<string>): string[] {
    const sources = [...packed].filter((file) => /(?<!\.d)\.(ts|cjs)$|\/pulumi-resource-slipway$/.test(file));
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

it("the packed copy has every file that its own files need, and none of the tests or reference apps", () => {
    const files = readdirSync(join(modules, "slipway"), { recursive: true, encoding: "utf8" });
    const packed = new Set(files.map((file) => file.replaceAll("\\", "/")));
    expect(absent(packed)).toEqual([]);
    for (const file of [
        "bin/slipway.cjs",
        "provider/pulumi-resource-slipway",
        "host/release.py",
        "components/index.ts",
        "types/components/index.d.ts",
    ])
        expect(packed).toContain(file);
    expect([...packed].filter((file) => /^(test|docker|\.github)\//.test(file))).toEqual([]);
    // Negative control.
    packed.delete("components/index.ts");
    expect(absent(packed)).toContain("bin/components.cjs: ../components/index.ts");
});

it("no declarations stay in this checkout, where they could go stale", () => {
    const types = join(repositoryRoot, "types");
    // They went when the copy was packed; what an installation from a folder leaves goes with the next one here.
    expect(existsSync(types)).toBe(false);
    mkdirSync(types);
    npm(["run", "prepare"], { npm_command: "install" });
    expect(existsSync(types)).toBe(false);
    expect(execFileSync("git", ["ls-files", "types"], { cwd: repositoryRoot, encoding: "utf8" })).toBe("");
});
