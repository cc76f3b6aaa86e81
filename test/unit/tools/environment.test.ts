import { environment, exportLines, LOCAL_PASSPHRASE, type Toolchain } from "../../../tools/environment";

const plain: Toolchain = { path: [], downloadsRefused: false, standInBases: false };
const restricted: Toolchain = {
    path: ["/cache/pulumi/bin", "/tools/stand-in-bin"],
    downloadsRefused: true,
    dockerConfig: "/home/docker-config",
    buildxConfig: "/home/buildx",
    registry: "127.0.0.1:5000",
    standInBases: true,
};

describe("the environment of a local stack", () => {
    it("has a file backend and the published passphrase, and nothing of a restricted machine", () => {
        expect(environment({ PATH: "/usr/bin" }, plain, "/home/a b/state", "local")).toEqual({
            PATH: "/usr/bin",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_BACKEND_URL: "file:///home/a%20b/state",
            PULUMI_CONFIG_PASSPHRASE: LOCAL_PASSPHRASE,
        });
    });

    it("names what was made here, behind the user's own PATH", () => {
        expect(environment({ PATH: "/own:/usr/bin" }, restricted, "/state", "local-task-api")).toEqual({
            PATH: "/own:/usr/bin:/cache/pulumi/bin:/tools/stand-in-bin",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_BACKEND_URL: "file:///state",
            PULUMI_CONFIG_PASSPHRASE: LOCAL_PASSPHRASE,
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            DOCKER_CONFIG: "/home/docker-config",
            BUILDX_CONFIG: "/home/buildx",
            SLIPWAY_REGISTRY: "127.0.0.1:5000",
            SLIPWAY_STAND_IN_BASES: "1",
        });
    });

    it("does not grow PATH when it is evaluated twice", () => {
        const once = environment({ PATH: "/usr/bin" }, restricted, "/state", "local");
        expect(environment(once, restricted, "/state", "local").PATH).toBe(once.PATH);
    });

    it.each([
        ["PULUMI_BACKEND_URL", { PULUMI_BACKEND_URL: "s3://mine" }, "PULUMI_BACKEND_URL"],
        ["PULUMI_CONFIG_PASSPHRASE", { PULUMI_CONFIG_PASSPHRASE: "mine" }, "PULUMI_CONFIG_PASSPHRASE"],
        ["an empty PULUMI_CONFIG_PASSPHRASE", { PULUMI_CONFIG_PASSPHRASE: "" }, "PULUMI_CONFIG_PASSPHRASE"],
        ["PULUMI_CONFIG_PASSPHRASE_FILE", { PULUMI_CONFIG_PASSPHRASE_FILE: "/f" }, "PULUMI_CONFIG_PASSPHRASE"],
    ])("leaves the user's own %s alone", (_, own, untouched) => {
        expect(environment({ PATH: "", ...own }, plain, "/state", "local")).not.toHaveProperty(untouched);
    });

    it("keeps its own backend although the user is logged in to Pulumi Cloud", () => {
        const own = { PATH: "", PULUMI_ACCESS_TOKEN: "pul-1" };
        expect(environment(own, plain, "/state", "local").PULUMI_BACKEND_URL).toBe("file:///state");
    });
});

describe("the environment of another stack", () => {
    it("leaves backend and passphrase to a user who is logged in", () => {
        const variables = environment({ PATH: "", PULUMI_ACCESS_TOKEN: "pul-1" }, plain, "/state", "dev");
        expect(variables).not.toHaveProperty("PULUMI_BACKEND_URL");
        expect(variables).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
    });

    it("never encrypts with the published passphrase", () => {
        expect(environment({ PATH: "" }, plain, "/state", "prod")).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
    });
});

describe("export lines", () => {
    it("add to the shell's PATH and quote every value", () => {
        const toolchain = { ...plain, path: ["/it's here"] };
        expect(exportLines({ PATH: "/npm's own", A: "it's $HOME" }, toolchain)).toBe(
            `export PATH="$PATH":'/it'\\''s here'\nexport A='it'\\''s $HOME'`,
        );
    });
});
