import { checkedUrl, httpHealth, isReadinessPath } from "../../../compose/health";
import { parseImageReference } from "../../../compose/image-reference";
import { looksSecret } from "../../../compose/secret-names";
import { compareVersions } from "../../../compose/docker-compose-cli";
import { formatIssues } from "../../../compose/issue";
import { envValue } from "../../../compose/marks";
import { findMentions, mentionedNames, missingIn } from "../../../compose/mentions";
import { isJob, startLayers } from "../../../compose/order";
import { relativeTo } from "../../../compose/paths";
import { publicServices, publishedButPrivate } from "../../../compose/public";
import { isStateful } from "../../../compose/state";
import type { ComposeProject, ServiceConfig } from "../../../compose/types";
import { formatBytes, parseBytes, parseDurationSeconds } from "../../../compose/units";
import { loadCase } from "./load-case";

describe("units", () => {
    test.each([
        ["67108864", 67108864],
        ["64m", 67108864],
        ["1.5g", 1610612736],
        ["512KB", 524288],
        [-1, -1],
        ["much", undefined],
        ["5 parsecs", undefined],
    ])("%p is %p bytes", (text, bytes) => expect(parseBytes(text)).toBe(bytes));

    test.each([
        ["1m30s", 90],
        ["1m0s", 60],
        ["500ms", 0.5],
        ["0", 0],
        ["0s", 0],
        ["1h2m3s", 3723],
        ["soon", undefined],
        ["30", undefined],
    ])("%p is %p seconds", (text, seconds) => expect(parseDurationSeconds(text)).toBe(seconds));

    test.each([
        [536870912, "512 MiB"],
        [1610612736, "1.5 GiB"],
        [1000, "1000 bytes"],
    ])("%p is %p for people", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe("mentions of variables", () => {
    test("all forms of Compose's interpolation", () => {
        expect(findMentions("$A ${B} ${C:-c} ${D-d} ${E:?e} ${F?f} ${G:+g} ${H+h} $$I 5$ ${} $1")).toEqual([
            { name: "A", operator: "", word: "" },
            { name: "B", operator: "", word: "" },
            { name: "C", operator: ":-", word: "c" },
            { name: "D", operator: "-", word: "d" },
            { name: "E", operator: ":?", word: "e" },
            { name: "F", operator: "?", word: "f" },
            { name: "G", operator: ":+", word: "g" },
            { name: "H", operator: "+", word: "h" },
        ]);
        expect(mentionedNames("${A:-${B:-${C}}}x$D")).toEqual(["A", "B", "C", "D"]);
    });

    test.each<[string, Record<string, string>, string[]]>([
        ["${A}", {}, ["A"]],
        ["${A}", { A: "" }, []],
        ["${A:-${B}}", {}, ["B"]],
        ["${A:-${B}}", { A: "" }, ["B"]],
        ["${A-${B}}", { A: "" }, []],
        ["${A:?why}", { A: "" }, ["A"]],
        ["${A?why}", { A: "" }, []],
        ["${A:+${B}}", {}, []],
        ["${A:+${B}}", { A: "1" }, ["B"]],
        ["$$A", {}, []],
    ])("%p with %p needs %p", (text, given, names) => {
        expect(missingIn(text, new Map(Object.entries(given))).map(({ name }) => name)).toEqual(names);
    });
});

describe("marks", () => {
    test("a text with marks becomes a value, and a value can be shown", () => {
        expect(envValue("⟦secret:A⟧")).toEqual({ kind: "secret", name: "A" });
        expect(envValue("")).toEqual({ kind: "plain", value: "" });
        const joined = envValue("a⟦secret:A⟧⟦output:B⟧z");
        expect(joined).toEqual({
            kind: "composite",
            parts: [
                { kind: "plain", value: "a" },
                { kind: "secret", name: "A" },
                { kind: "output", name: "B" },
                { kind: "plain", value: "z" },
            ],
        });
    });
});

describe("paths", () => {
    test.each([
        ["/repo/docker/api/src", "./src"],
        ["/repo/docker/api", "."],
        ["/repo/docker/shared", "../shared"],
        ["/repo", "../.."],
        ["/srv/data", "/srv/data"],
        ["/var/run/docker.sock", "/var/run/docker.sock"],
        ["/⟦home⟧/x", "~/x"],
        ["https://github.com/example/api.git", "https://github.com/example/api.git"],
    ])("%p is %p", (absolute, relative) => expect(relativeTo("/repo/docker/api", absolute)).toBe(relative));
});

describe("health", () => {
    const service = (test: string[], more: Partial<ServiceConfig> = {}): ServiceConfig => ({
        dependsOn: {},
        environment: {},
        networks: {},
        ports: [],
        volumes: [],
        healthcheck: { test, disable: false },
        ...more,
    });

    test.each<[string[], unknown]>([
        [["CMD", "curl", "-f", "http://localhost:8000/health"], { path: "/health", port: 8000 }],
        [["CMD-SHELL", "curl -fsS http://127.0.0.1/ || exit 1"], { path: "/", port: 80 }],
        [["CMD", "curl", "https://localhost"], { path: "/", port: 443 }],
        [["CMD-SHELL", "wget -qO- 'http://[::1]:81/ping'"], { path: "/ping", port: 81 }],
        [["CMD-SHELL", "wget --spider localhost:3000/healthz"], { path: "/healthz", port: 3000 }],
        [["CMD-SHELL", "curl http://localhost:${PORT:-8080}/up"], { path: "/up", port: 8080 }],
        [["CMD-SHELL", "curl http://db:5432/health"], undefined],
        [["CMD", "redis-cli", "-h", "127.0.0.1", "ping"], undefined],
        [["CMD-SHELL", "mongosh localhost:27017/test --eval 1"], undefined],
        [["CMD-SHELL", "nc -z localhost 5432"], undefined],
        [["NONE"], undefined],
    ])("%p asks %p", (check, url) => expect(checkedUrl(service(check))).toEqual(url));

    test("what a load balancer asks and what the release asks can differ", () => {
        const web = service(["CMD", "curl", "http://localhost:8000/health/ready"], {
            ports: [{ target: 8000, published: 80, protocol: "tcp" }],
        });
        expect(httpHealth(web, { health: "/health" })).toMatchObject({
            healthPath: "/health",
            gatePath: "/health/ready",
        });
        expect(httpHealth(web, undefined)).toMatchObject({ healthPath: "/health/ready", gatePath: "/health/ready" });
        expect(httpHealth(web, { health: false })).toBeUndefined();
        expect(isReadinessPath("/health/ready")).toBe(true);
        expect(isReadinessPath("/already")).toBe(false);
    });
});

describe("what services are", () => {
    test("public: published, not on the loopback address alone, and HTTP", async () => {
        const project = (await loadCase("healthchecks")).project as ComposeProject;
        expect(
            publicServices(project, {}).map(({ service, ports }) => [service, ports.map(({ target }) => target)]),
        ).toEqual([
            ["curl", [8000]],
            ["off", [80]],
            ["python", [5000, 9999]],
            ["wget", [8080]],
        ]);
        expect(publishedButPrivate(project, {})).toEqual(["peer", "redis"]);
    });

    test("jobs, and the order of starts", async () => {
        const project = (await loadCase("jobs")).project as ComposeProject;
        expect(Object.keys(project.services).filter((name) => isJob(project, name))).toEqual(["migrate"]);
        const waits = { condition: "service_started", restart: false, required: true } as const;
        const circle = {
            ...project,
            services: {
                a: { ...(project.services["db"] as ServiceConfig), dependsOn: { b: waits } },
                b: { ...(project.services["db"] as ServiceConfig), dependsOn: { a: waits } },
                c: project.services["db"] as ServiceConfig,
            },
        };
        expect(startLayers(circle)).toEqual({ layers: [["c"]], cycle: ["a", "b"] });
    });

    test("stateful: a volume that is writable, has a source, and is no socket", async () => {
        const services = {
            ...(await loadCase("volumes")).project?.services,
            ...(await loadCase("home")).project?.services,
        };
        const db = services["db"] as ServiceConfig;
        expect(isStateful(db)).toBe(true);
        expect(isStateful({ ...db, volumes: db.volumes.slice(1) })).toBe(false);
        const api = services["api"] as ServiceConfig;
        expect(isStateful({ ...api, volumes: api.volumes.slice(1, 3) })).toBe(false);
    });

    test.each<[string, unknown]>([
        ["postgres:16", { registry: "docker.io", repository: "library/postgres", kind: "tag", tag: "16" }],
        ["example/api", { registry: "docker.io", repository: "example/api", kind: "untagged" }],
        ["localhost:5000/a/b:1", { registry: "localhost:5000", repository: "a/b", kind: "tag", tag: "1" }],
        [
            `ghcr.io/a/b:1@sha256:${"0".repeat(64)}`,
            { registry: "ghcr.io", repository: "a/b", kind: "digest", tag: "1", digest: `sha256:${"0".repeat(64)}` },
        ],
        ["Not An Image", undefined],
    ])("image %p", (reference, parts) => expect(parseImageReference(reference)).toEqual(parts));
});

describe("small judgements", () => {
    test.each([
        ["API_KEY", "abc", true],
        ["DB_PASSWORD", "abc", true],
        ["DATABASE_URL", "postgres://u:p@db", true],
        ["TOKEN_LIFETIME", "30m", false],
        ["KEYBOARD", "qwerty", false],
        ["USE_TOKEN", "true", false],
        ["SITE_URL", "https://example.com/a:b@c", false],
    ])("%s=%s looks like a secret: %p", (name, value, secret) => expect(looksSecret(name, value)).toBe(secret));

    test("versions are compared as numbers", () => {
        expect(compareVersions("2.9.0", "2.35.1")).toBeLessThan(0);
        expect(compareVersions("5.6.0", "2.35.1")).toBeGreaterThan(0);
        expect(compareVersions("2.35.1", "2.35.1")).toBe(0);
    });

    test("issues are one line each, further lines indented", () => {
        const issues = [
            { path: "a", message: "one\ntwo", severity: "error" as const },
            { path: "b", message: "three", severity: "warning" as const },
        ];
        expect(formatIssues(issues)).toBe("a: one\n    two\nb: three");
    });
});
