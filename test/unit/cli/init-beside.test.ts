/** `init` in folders as public projects have them: with code, a `.env`, overrides and names of their own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { repositoryRoot } from "../../../tools/paths";
import { ended } from "./terminal";

const answers = jest.fn<Promise<string>, [{ readonly message: string }]>();
jest.mock("@inquirer/prompts", () => ({ input: answers, select: answers }));

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "slipway-beside-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** A folder with these files, in which Slipway is installed. */
function folder(path: string, files: Readonly<Record<string, string>>): string {
    const directory = join(root, path);
    mkdirSync(join(directory, "node_modules"), { recursive: true });
    symlinkSync(repositoryRoot, join(directory, "node_modules", "slipway"));
    symlinkSync(join(repositoryRoot, "node_modules", "@pulumi"), join(directory, "node_modules", "@pulumi"));
    for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, name)), { recursive: true });
        writeFileSync(join(directory, name), content);
    }
    return directory;
}

async function made(directory: string, ...flags: string[]): Promise<{ err: string; settings: object; main: string }> {
    const { code, err } = await ended(["init", "--yes", ...flags], { directory });
    expect([code, err]).toEqual([0, err]);
    const read = (file: string): unknown => parse(readFileSync(join(directory, file), "utf8"));
    const { config } = read("Pulumi.local.yaml") as { config: { "slipway:apps": object } };
    return { err, settings: config["slipway:apps"], main: (read("Pulumi.yaml") as { main: string }).main };
}

const CACHE = "services: { cache: { image: redis:7 } }\n";

describe("the app's name", () => {
    it.each([
        ["shop", CACHE, undefined, "shop"],
        ["shop", `name: Web-Shop\n${CACHE}`, undefined, "web-shop"],
        ["shop", `name: web-shop\n${CACHE}`, "COMPOSE_PROJECT_NAME=till\n", "till"],
        ["shop/docker", CACHE, undefined, "shop"],
        ["shop/deploy/docker-compose", CACHE, undefined, "shop"],
    ])("in %s with %j and .env %j: %s", async (path, compose, env, name) => {
        const { settings } = await made(
            folder(path, { "compose.yaml": compose, ...(env !== undefined && { ".env": env }) }),
        );
        expect(Object.keys(settings)).toEqual([name]);
    });
});

describe("the program's file does not take the place of the folder's own code", () => {
    it.each([
        ["nothing there", {}, "index.js"],
        ["an index.js", { "index.js": "// mine\n" }, "slipway.cjs"],
        ["`.js` files are modules", { "package.json": '{ "type": "module" }' }, "slipway.cjs"],
    ])("%s", async (_, files: Readonly<Record<string, string>>, main) => {
        const directory = folder("shop", { "compose.yaml": CACHE, ...files });
        expect((await made(directory)).main).toBe(main);
        expect(readFileSync(join(directory, main), "utf8")).toContain("bin/program.cjs");
        for (const [file, content] of Object.entries(files))
            expect(readFileSync(join(directory, file), "utf8")).toBe(content);
    });
});

const OPEN = `services:
  web:
    image: web:\${WEB_TAG}
    environment:
      - DB_USER
      - DB_PASSWORD
      - DATABASE_URL
      - TOKEN_LIFETIME
      - MOTTO=\${MOTTO}
`;

describe("variables that the file leaves open", () => {
    it("are taken from the .env beside it, but for secrets, which are declared only", async () => {
        const env =
            'WEB_TAG=1.2\nDB_USER="app" # of the app\nDB_PASSWORD=swordfish\nTOKEN_LIFETIME=30\nMOTTO=\n' +
            "DATABASE_URL=postgres://app:swordfish@db/app\nNOT_USED=x\n";
        const { err, settings } = await made(folder("shop", { "compose.yaml": OPEN, ".env": env }));
        expect(settings).toEqual({
            shop: {
                target: "local",
                compose: "compose.yaml",
                secrets: ["DATABASE_URL", "DB_PASSWORD"],
                variables: { DB_USER: "app", TOKEN_LIFETIME: "30", WEB_TAG: "1.2", MOTTO: "" },
            },
        });
        expect(err).toContain(
            "note: taken from .env, which is not read again: DB_USER, MOTTO, TOKEN_LIFETIME, WEB_TAG. Look through them",
        );
        expect(JSON.stringify([err, settings])).not.toContain("swordfish");
    });

    it.each([
        ["123456", true],
        ["", true],
        ["swordfish", true],
        ["yes", false],
    ])("a password is one whatever it is made of: %j", async (value, secret) => {
        const env = `DB_USER=app\nDATABASE_URL=x\nMOTTO=x\nTOKEN_LIFETIME=3\nWEB_TAG=1\nDB_PASSWORD=${value}\n`;
        const { settings } = await made(folder("shop", { "compose.yaml": OPEN, ".env": env }));
        const { secrets = [], variables } = (settings as Record<string, { secrets?: string[]; variables: object }>)[
            "shop"
        ]!;
        expect([secrets.includes("DB_PASSWORD"), "DB_PASSWORD" in variables]).toEqual([secret, !secret]);
    });

    it("one that is made of others in .env is not taken", async () => {
        const directory = folder("shop", { "compose.yaml": OPEN, ".env": "WEB_TAG=1.2\nDB_USER=${USER}\nMOTTO=a\n" });
        const { code, err } = await ended(["init", "--yes"], { directory });
        expect(code).toBe(78);
        expect(err).toContain("${DB_USER} has no value (compose.yaml: services.web.environment.DB_USER):");
    });

    it("without one are told with the flags that give them, a line each", async () => {
        const { err } = await ended(["init", "--yes"], { directory: folder("shop", { "compose.yaml": OPEN }) });
        expect(err).toBe(
            "error: compose.yaml on local: shop cannot run so, and nothing was written:\n" +
                ["environment.DATABASE_URL", "environment.DB_USER", "environment.MOTTO", "image"]
                    .map((at) => {
                        const name = at === "image" ? "WEB_TAG" : at.slice("environment.".length);
                        return `  \${${name}} has no value (compose.yaml: services.web.${at}): --variable ${name}=<value>, or --secret ${name} where nobody may read it\n`;
                    })
                    .join("") +
                "mend the file, choose another --target, or give what is missing (--variable NAME=value, --secret NAME, --health SERVICE=/path, --domain, --allow)\n",
        );
    });

    it("secrets in an env_file and variables of file secrets are declared, too", async () => {
        const compose =
            "services: { web: { image: web:1, env_file: web.env, secrets: [cert] } }\nsecrets: { cert: { environment: TLS_PRIVATE } }\n";
        const { settings } = await made(
            folder("shop", { "compose.yaml": compose, "web.env": "SECRET_KEY_BASE=replace-me\nMODE=a\n" }),
        );
        expect(settings).toMatchObject({ shop: { secrets: ["SECRET_KEY_BASE", "TLS_PRIVATE"] } });
    });
});

it("profiles that .env turns on are deployed, and a container may read which", async () => {
    const compose =
        "services:\n  web: { image: web:1, environment: [COMPOSE_PROFILES] }\n  more: { image: more:1, profiles: [all] }\n";
    const { settings } = await made(folder("shop", { "compose.yaml": compose, ".env": "COMPOSE_PROFILES=all\n" }));
    expect(settings).toEqual({ shop: { target: "local", compose: "compose.yaml", profiles: ["all"] } });
});

it.each([
    ["compose.yaml", "compose.override.yaml", true],
    ["docker-compose.yml", "docker-compose.override.yml", true],
    ["compose.yaml", "compose.prod.yaml", false],
])("beside %s lies %s: said to be left out: %s", async (file, other, said) => {
    const { err } = await made(folder("shop", { [file]: CACHE, [other]: CACHE }));
    expect(err).toBe(
        said
            ? `warning: ${other}: is not read, though \`docker compose up\` would merge it: what the app needs of it belongs in ${file}.\n`
            : "",
    );
});

it.each([
    [".env", ".env.sample", "write it, as .env.sample shows,"],
    ["conf/web.env", "conf/web.env.example", "write it, as conf/web.env.example shows,"],
    [".env", "example.env", "write it, as example.env shows,"],
    [".env", "README.md", "write it,"],
])("an env_file %s that is not there, beside %s", async (wanted, there, how) => {
    const compose = `services: { web: { image: web:1, env_file: ${wanted} }, idle: { image: a:1, env_file: b, profiles: [x] } }\n`;
    const { code, err } = await ended(["init", "--yes"], {
        directory: folder("shop", { "compose.yaml": compose, [there]: "" }),
    });
    expect(code).toBe(78);
    expect(err.split("\n")[1]).toBe(
        `  compose.yaml: services.web.env_file: names ${wanted}, which is not there: ${how} or take it out and give the variables in \`environment\`.`,
    );
});

it.each([
    [
        "shop",
        ".",
        {},
        "warning: .dockerignore: should have Pulumi.yaml, index.js, Pulumi.*.yaml, node_modules: the image of web would",
    ],
    [
        "shop",
        ".",
        { ".dockerignore": "Pulumi*.yaml\nindex.js\n" },
        "warning: .dockerignore: should have node_modules: the image of web would",
    ],
    ["shop", ".", { ".dockerignore": "**\n!src\n" }, ""],
    ["shop", "web", { "web/Dockerfile": "FROM scratch\n" }, ""],
    [
        "all/shop",
        "..",
        { "../Dockerfile": "FROM scratch\n", "../.dockerignore": "shop/node_modules\n" },
        "warning: ../.dockerignore: should have shop/Pulumi.yaml, shop/index.js, shop/Pulumi.*.yaml: the image of web would",
    ],
])("in %s, a build in %s beside %j: %s", async (path, context, files: Readonly<Record<string, string>>, said) => {
    const compose = `services: { web: { build: "${context}" } }\n`;
    const { err } = await made(folder(path, { "compose.yaml": compose, Dockerfile: "FROM scratch\n", ...files }));
    expect(err.slice(0, said.length)).toBe(said);
    if (said === "") expect(err).toBe("");
});

it("secrets that stand in the file are told on AWS, without their values", async () => {
    const compose = `services:
  web:
    build: .
    ports: ["8080:80"]
    environment: { APP_SECRET: abc-replace-me, DATABASE_URL: "postgres://a:abc@db/a", TOKEN_LIFETIME: 30, MODE: abc }
    healthcheck: { test: curl -f http://localhost/up }
`;
    const directory = folder("shop", { "compose.yaml": compose, Dockerfile: "FROM scratch\nUSER 1000\n" });
    const flags = ["--target", "ecs-fargate", "--allow", "203.0.113.7/32"];
    const { err } = await ended(["init", "--yes", ...flags], { directory });
    expect(err).toContain(
        "note: look like secrets and stand in compose.yaml, so everybody who may read it or a task definition has them: services.web: APP_SECRET, DATABASE_URL. " +
            "Those that are named in slipway:apps.shop.secrets in Pulumi.dev.yaml get their values from `slipway secrets set` instead\n",
    );
    expect(err).not.toContain("abc");
    expect((await made(directory, "--app", "here")).err).not.toContain("look like secrets");
});

describe("how a deployment finds out whether a published service is well", () => {
    const HEALTHY = `services:
  web: { build: ., ports: ["8080:80"] }
  shop: { image: shop:1, ports: ["8081:80"] }
  checked: { image: shop:1, ports: ["8082:80"], healthcheck: { test: curl -f http://localhost/up } }
  tcp: { image: redis:7, ports: ["6379:6379"], healthcheck: { test: [CMD, redis-cli, ping] } }
  inside: { image: redis:7, ports: ["127.0.0.1:6380:6379"] }
`;
    const files = { "compose.yaml": HEALTHY, Dockerfile: "FROM scratch\n", ".dockerignore": "*\n" };

    it("is said, with where to say otherwise", async () => {
        const { err } = await made(folder("app", files), "--health", "shop=false");
        const at = (service: string) => `slipway:apps.app.services.${service}.health in Pulumi.local.yaml`;
        expect(err.trim().split("\n")).toEqual([
            "note: checked: port 80, asked for /up, which must answer 2xx (its healthcheck)",
            "note: shop: port 80, not asked by HTTP (its setting)",
            "note: tcp: port 6379, not asked by HTTP (its healthcheck)",
            `note: web: port 80, asked for /health, which must answer 2xx: compose.yaml has no healthcheck for it. Another path, or false for none: ${at("web")}`,
        ]);
        const { err: other } = await made(folder("other", files), "--health", "web=/", "--app", "app");
        expect(other).toContain("note: web: port 80, asked for /, which must answer 2xx (its setting)\n");
        expect(other).toContain(
            `note: shop: port 80: compose.yaml has no healthcheck for it, so it counts as well as soon as its container runs. If it speaks HTTP, give a path: ${at("shop")}\n`,
        );
    });

    it("is asked where custom alone would tell", async () => {
        const directory = folder("app", files);
        answers.mockResolvedValueOnce("/up");
        const { code, err } = await ended(["init", "--target", "local"], { directory, asked: true });
        expect([code, answers.mock.calls.map(([{ message }]) => message)]).toEqual([
            0,
            ["Which path of web answers 2xx when it is well?"],
        ]);
        expect(err).toContain("note: web: port 80, asked for /up, which must answer 2xx (its setting)\n");
        expect(parse(readFileSync(join(directory, "Pulumi.local.yaml"), "utf8"))).toMatchObject({
            config: { "slipway:apps": { app: { services: { web: { health: "/up" } } } } },
        });
    });
});
