import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./paths";

/** Everything that tools/ may fetch, with its version: the one place to raise one. */
export interface Versions {
    /** The Pulumi CLI: the version of the SDK in package.json. */
    readonly pulumi: string;
    /** The docker-build provider: the version of its SDK in package.json. */
    readonly dockerBuildProvider: string;
    readonly buildkit: string;
    /** For the tests: it reads the workflows under .github/. */
    readonly actionlint: string;
    /** Debian release whose Docker (28 or newer, with buildx and Compose 2) is unpacked where none is installed. */
    readonly dockerSuite: string;
    /** Debian release inside the stand-in base images. */
    readonly baseSuite: string;
    /** CPython builds on Maven Central, by the `major.minor` of the image tag. */
    readonly cpython: Readonly<Record<string, string>>;
    /** PostgreSQL server builds on Maven Central, by the major version of the image tag. */
    readonly postgres: Readonly<Record<string, string>>;
    /** Node builds on npm, by the major version of the image tag. */
    readonly node: Readonly<Record<string, string>>;
    /** The proxy of EC2 hosts: the version that is mirrored to ECR. */
    readonly caddy: string;
    /** The last Debian release that has a major version of Redis, by that version. */
    readonly redisSuite: Readonly<Record<string, string>>;
    /** npm packages that complete the stand-in of the node image. */
    readonly nodeImage: { readonly npm: string; readonly corepack: string; readonly yarn: string };
}

const packages = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
};

function pinned(name: string): string {
    const version = packages.dependencies[name];
    if (!version || !/^\d+\.\d+\.\d+$/.test(version)) {
        throw new Error(`package.json: dependencies["${name}"] must be an exact version, got ${version ?? "nothing"}`);
    }
    return version;
}

export const versions: Versions = {
    pulumi: pinned("@pulumi/pulumi"),
    dockerBuildProvider: pinned("@pulumi/docker-build"),
    buildkit: "0.31.0",
    actionlint: "1.7.12",
    dockerSuite: "forky",
    baseSuite: "trixie",
    cpython: { "3.11": "3.11.3-1.5.9", "3.12": "3.12.1-1.5.10", "3.14": "3.14.3-1.5.13" },
    postgres: { "16": "16.15.0" },
    node: { "20": "20.20.2", "22": "22.23.3" },
    caddy: "2.10.2",
    redisSuite: { "7": "bookworm" },
    nodeImage: { npm: "10.9.9", corepack: "0.34.7", yarn: "1.22.22" },
};
