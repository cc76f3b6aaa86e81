import type { LocalInputs } from "../../../provider/drivers/local/deployment";
import { renderModel } from "../../../provider/drivers/local/compose-command";
import { publishedPorts } from "../../../provider/drivers/local/preflight";
import { appReleaseId, serviceReleaseId } from "../../../provider/drivers/local/release-id";

function inputs(
    change: Partial<LocalInputs["deployment"]> = {},
    variables: Record<string, string> = { PLAIN: "a$b" },
): LocalInputs {
    return {
        driver: "local",
        name: "app",
        deadlineSeconds: 60,
        services: {
            web: { image: "slipway/app:1", variables, secrets: { URL: "l1" } },
            db: { image: "postgres:16", variables: {}, secrets: {} },
        },
        deployment: {
            project: "p",
            directory: ".",
            model: {
                services: {
                    web: {
                        ports: [
                            { target: 80, published: "8080", protocol: "tcp" },
                            { target: 53, published: "53", protocol: "udp" },
                        ],
                    },
                    db: { ports: [{ target: 5432, published: "5432", host_ip: "127.0.0.1" }, { target: 1 }] },
                },
                volumes: { data: {} },
            },
            secretVariables: { web: { URL: "postgres://u:p$w@db" } },
            composeVariables: {},
            composeLabels: {},
            alsoSecret: [],
            layers: [["db"], ["web"]],
            jobs: [],
            gates: {},
            built: ["web"],
            ...change,
        },
    };
}

describe("the model that Docker Compose gets", () => {
    test("holds no secret value: only references to the command's environment", () => {
        const { model, secrets } = renderModel(inputs());
        expect(JSON.stringify(model)).not.toContain("p$w");
        expect(secrets).toEqual({ SLIPWAY_SECRET_0: "postgres://u:p$w@db" });
        expect(model).toMatchObject({
            services: {
                web: {
                    image: "slipway/app:1",
                    pull_policy: "never",
                    environment: { PLAIN: "a$$b", URL: "${SLIPWAY_SECRET_0}" },
                },
                db: { image: "postgres:16" },
            },
            volumes: { data: {} },
        });
    });

    test("only built images are never pulled", () => {
        const { model } = renderModel(inputs());
        expect((model as { services: { db: object } }).services.db).not.toHaveProperty("pull_policy");
    });
});

describe("release ids", () => {
    test("equal inputs give an equal id, whatever the order of properties", () => {
        const turned = inputs({}, { PLAIN: "a$b" });
        expect(serviceReleaseId(inputs(), "web")).toBe(serviceReleaseId(turned, "web"));
        expect(serviceReleaseId(inputs({}, { A: "1", B: "2" }), "web")).toBe(
            serviceReleaseId(inputs({}, { B: "2", A: "1" }), "web"),
        );
    });

    test("a change of one service leaves the others' ids alone", () => {
        const changed = inputs({}, { PLAIN: "other" });
        expect(serviceReleaseId(changed, "web")).not.toBe(serviceReleaseId(inputs(), "web"));
        expect(serviceReleaseId(changed, "db")).toBe(serviceReleaseId(inputs(), "db"));
        expect(appReleaseId(changed)).not.toBe(appReleaseId(inputs()));
    });

    test("a changed secret file content restarts the services that mount it", () => {
        const model = { services: { web: { secrets: [{ source: "k" }] }, db: {} } };
        const [before, after] = [
            inputs({ model, composeLabels: { K: "1" } }),
            inputs({ model, composeLabels: { K: "2" } }),
        ];
        expect(serviceReleaseId(after, "web")).not.toBe(serviceReleaseId(before, "web"));
        expect(serviceReleaseId(after, "db")).toBe(serviceReleaseId(before, "db"));
    });
});

test("published TCP ports with fixed numbers are the ones to look at beforehand", () => {
    expect(publishedPorts(inputs())).toEqual([
        { service: "web", port: 8080, host: "0.0.0.0" },
        { service: "db", port: 5432, host: "127.0.0.1" },
    ]);
});
