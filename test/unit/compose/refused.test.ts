import { issueLines, loadCase, type SettingsOf } from "./load-case";

const give = (name: string) =>
    `give it one with \`pulumi config set --path 'slipway:apps.shop.variables.${name}' <value>\`, or, if it is a secret, ` +
    `name it in slipway:apps.shop.secrets and run \`pulumi config set --secret shop:${name}\`.`;
const onlyEnvironment = (what: string, name: string) =>
    `${what} can stand in \`environment\` only: pass it to the container as a variable there and read that, or give ` +
    `${name} in \`variables\` if it may be read by anybody.`;

interface Refused {
    readonly name: string;
    readonly settings?: SettingsOf;
    readonly says: readonly string[];
}

const refused: readonly Refused[] = [
    {
        name: "missing",
        says: [
            `error compose.yaml: services.api.environment.PASSED: is passed through from the shell, which is not asked: ${give("PASSED")}`,
            `error compose.yaml: services.api.environment.GREETING: \${NAME} has neither a value nor a default: ${give("NAME")}`,
            `error compose.yaml: services.api.environment.REGION: \${REGION} has no value (set the region): ${give("REGION")}`,
            `error compose.yaml: services.api.image: \${API_TAG} has neither a value nor a default: ${give("API_TAG")}`,
        ],
    },
    {
        name: "env-file-blank",
        says: [
            `error compose.yaml: \${NOBODY} in an env_file, or in a file that this one extends or includes, has neither a value nor a default: ${give("NOBODY")}`,
        ],
    },
    {
        name: "env-file-secret",
        says: ["API_KEY", "CACHE_URL"].map(
            (name) =>
                `error compose.yaml: services.api.environment.${name}: comes from the env_file ./live.env and looks like a secret, but is ` +
                `none of the app's in this stack: name it in slipway:apps.shop.secrets and run \`pulumi config set --secret shop:${name}\`, ` +
                `or, if anybody may read it, \`pulumi config set --path 'slipway:apps.shop.variables.${name}' <value>\`.`,
        ),
    },
    {
        name: "include-stray-env",
        says: [
            `error compose.yaml: include: Docker Compose takes PG_TAG from infra/.env, a file that other machines may not have: ${give("PG_TAG")}`,
        ],
    },
    {
        name: "shell-home",
        says: [
            `error compose.yaml: services.api.environment.CACHE: \${HOME} has neither a value nor a default: ${give("HOME")}`,
        ],
    },
    {
        name: "misplaced",
        settings: { secrets: ["TOKEN", "DB_PORT"] },
        says: [
            "error compose.yaml: configs.settings.content: the secret TOKEN would be readable in a config: make it a secret (`secrets: { TOKEN: { environment: TOKEN } }`).",
            "error compose.yaml: services.api.build.args.TOKEN: the secret TOKEN would stay readable in the image: give it to the build as a secret " +
                "(`build.secrets: [TOKEN]`, `secrets: { TOKEN: { environment: TOKEN } }`, and in the Dockerfile `RUN --mount=type=secret,id=TOKEN`).",
            `error compose.yaml: services.api.command[2]: ${onlyEnvironment("the secret TOKEN", "TOKEN")}`,
            `error compose.yaml: services.api.labels.token: ${onlyEnvironment("the secret TOKEN", "TOKEN")}`,
            `error compose.yaml: services.api.ports[0]: ${onlyEnvironment("the secret DB_PORT", "DB_PORT")}`,
        ],
    },
    {
        name: "number",
        settings: { secrets: ["RETRIES"] },
        says: [
            `error compose.yaml: services.api.healthcheck.retries: ${onlyEnvironment("the secret RETRIES", "RETRIES")}`,
        ],
    },
    {
        name: "without",
        settings: { without: ["db", "cache", "nothing"] },
        says: [
            'error slipway:apps.shop.without[2]: compose.yaml deploys no service "nothing": its services are api, cache, db, shadow.',
            "warning compose.yaml: services.api.environment.CACHE: has the address of cache, which slipway:apps.shop.without leaves out: " +
                "give the external address, for example by a variable in the file and in slipway:apps.shop.variables.",
            "warning compose.yaml: services.api.environment.DATABASE_URL: has the address of db, which slipway:apps.shop.without leaves out: " +
                "give the external address, for example by a variable in the file and in slipway:apps.shop.variables.",
            "error compose.yaml: services.shadow.network_mode: needs db, which slipway:apps.shop.without leaves out: deploy both or neither.",
        ],
    },
    {
        name: "jobs",
        settings: {
            services: { web: { cpu: 1 } },
            publish: { api: 8000, web: 1 },
            secrets: ["NOT_THERE"],
            variables: { NEITHER: "1" },
            without: ["api", "migrate", "db", "cache"],
        },
        says: [
            "warning slipway:apps.shop.secrets.NOT_THERE: compose.yaml mentions no variable NOT_THERE, so this has no effect: correct the name or remove it.",
            "warning slipway:apps.shop.variables.NEITHER: compose.yaml mentions no variable NEITHER, so this has no effect: correct the name or remove it.",
            'error slipway:apps.shop.services.web: compose.yaml deploys no service "web": its services are api, cache, db, migrate.',
            'error slipway:apps.shop.publish.web: compose.yaml deploys no service "web": its services are api, cache, db, migrate.',
            "error slipway:apps.shop.without: leaves out every service of compose.yaml: leave at least one.",
            'error slipway:apps.shop.publish.api: 8000 cannot be published: compose.yaml gives services.api no `ports`; add `ports: ["8000:<container port>"]` there.',
        ],
    },
    {
        name: "environment",
        settings: {
            secrets: { DB_PASSWORD: { from: "arn", arn: "arn:aws:secretsmanager:eu-central-1:1:secret:x" } },
            variables: { PASSED: "p", PREFIX: "APP", REGION: "eu" },
        },
        says: [
            "error compose.yaml: services.api.environment.DATABASE_URL: joins the secret DB_PASSWORD with other text, but DB_PASSWORD is an " +
                "existing entry of Secrets Manager (an ARN), which is referenced and never read: store the whole value of DATABASE_URL as one " +
                "secret and name that in `secrets`, or pass DB_PASSWORD as a variable of its own and let the program join them.",
        ],
    },
    {
        name: "profiles-only",
        says: [
            "error compose.yaml: has no service to deploy: write one, or name the profiles of its services in slipway:apps.shop.profiles.",
        ],
    },
    {
        name: "empty",
        says: [
            "error compose.yaml: has no service to deploy: write one, or name the profiles of its services in slipway:apps.shop.profiles.",
        ],
    },
    {
        name: "forged",
        says: ["error compose.yaml: the characters ⟦ and ⟧ stand for Slipway's own marks: take them out."],
    },
    {
        name: "anchors",
        settings: { compose: "docker/compose.yaml" },
        says: [
            `error slipway:apps.shop.compose: names "docker/compose.yaml", which is no file in the project's folder: write the Compose file there, or name another one.`,
        ],
    },
    {
        name: "rendered",
        settings: { compose: "leaky.json" },
        says: [
            "error leaky.json: services.api.environment.API_KEY: looks like a secret, but is none of the app's in this stack: name it in " +
                "slipway:apps.shop.secrets and run `pulumi config set --secret shop:API_KEY`, or, if anybody may read it, " +
                "`pulumi config set --path 'slipway:apps.shop.variables.API_KEY' <value>`.",
            "error leaky.json: services.api.environment.OTHER: names the secret NOT_OURS, which the app does not have in this stack.",
        ],
    },
    {
        name: "rendered",
        settings: { compose: "list.json" },
        says: [
            "error list.json: has no `services`, so it is no model rendered by Docker Compose: make it with `docker compose config --format json --no-path-resolution`.",
        ],
    },
    {
        name: "unknown-model",
        settings: { compose: "wrong.json" },
        says: [
            "error wrong.json: services.api.init: is not as expected: expected boolean, received string.",
            'error wrong.json: services.api.mem_limit: is not as expected: a size such as 512m, not "much".',
            'error wrong.json: services.api.stop_grace_period: is not as expected: a duration such as 1m30s, not "soon".',
        ],
    },
];

describe("a Compose file that is refused says where, why and what to do", () => {
    test.each(refused)("$name $settings", async ({ name, settings, says }) => {
        expect(issueLines(await loadCase(name, settings)).sort()).toEqual([...says].sort());
    });
});

/** The words after the colon are Docker Compose's own and differ from version to version. */
describe("what Docker Compose itself refuses is passed on, with the file's path", () => {
    test.each([
        [
            "unknown-key",
            /^error compose\.yaml: Docker Compose refuses it: validating compose\.yaml: services\.api.* '?memory'?/,
        ],
        ["not-yaml", /^error compose\.yaml: Docker Compose refuses it: .*compose\.yaml: yaml: /],
        [
            "undefined-network",
            /^error compose\.yaml: Docker Compose refuses it: service "api" refers to undefined network nowhere/,
        ],
        ["cycle", /^error compose\.yaml: Docker Compose refuses it: dependency cycle detected: /],
        [
            "unreadable-ahead",
            /^error compose\.yaml: Docker Compose cannot read it before variables are put in \(services\.api\.ulimits\.nofile.*\), and only so can it be told which variables come from an env_file: write that value out instead of a variable\.$/,
        ],
        [
            "rendered",
            /^error broken\.json: is no JSON \(.*\): make it with `docker compose config --format json --no-path-resolution`\.$/,
        ],
    ])("%s", async (name, says) => {
        const loaded = await loadCase(name, name === "rendered" ? { compose: "broken.json" } : {});
        expect(loaded.project).toBeUndefined();
        expect(issueLines(loaded)).toEqual([expect.stringMatching(says)]);
    });
});
