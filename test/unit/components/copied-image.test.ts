import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { imageFor } from "../../../components/aws/service-image";
import type { FargateEnvironment } from "../../../components/service-environment";

const DIGEST = `sha256:${"a".repeat(64)}`;
/** What is made for an image, by resource type. */
async function made(from: string) {
    const resources: Record<string, Record<string, unknown>> = {};
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => {
                resources[type] = inputs;
                return {
                    id: name,
                    state: { ...inputs, repositoryUrl: "1.dkr.ecr.example/shop-dev/db", arn: "arn:db" },
                };
            },
            call: () => ({}),
        },
        "shop",
        "dev",
        false,
    );
    const environment = { disposable: true, account: { access: {} } } as unknown as FargateEnvironment;
    const resolved = imageFor(
        "db",
        { build: { context: "-", dockerfileInline: `FROM ${from}\n` } },
        { environment, platform: "linux/amd64" },
        new pulumi.ComponentResource("t", "t"),
    );
    const reference = await new Promise<string>((done) => void resolved.reference.apply(done));
    // Resources are registered after their constructors have returned.
    await pulumi.runtime.disconnect();
    return { resources, resolved, reference };
}

test("somebody else's image is copied into a repository of its own by a build of one line, and called by its name", async () => {
    const { resources, resolved, reference } = await made(`postgres:16-alpine@${DIGEST}`);
    expect(resolved.title).toBe(`postgres:16-alpine@${DIGEST}`);
    expect(reference).toMatch(/^1\.dkr\.ecr\.example\/shop-dev\/db:[0-9a-f]{20}$/);
    expect(resolved.repositoryArns).toHaveLength(1);
    expect(resources["aws:ecr/repository:Repository"]).toMatchObject({
        name: "shop-dev/db",
        imageTagMutability: "IMMUTABLE",
    });
    const { build, ...pushed } = resources["slipway:index:PushedImage"] ?? {};
    expect(pushed).toEqual({ image: `shop-dev/db:${reference.split(":")[1]}`, reference, repositoryArn: "arn:db" });
    // The mocks' monitor makes all of it secret for the build's secrets.
    const { value } = build as { value: { dockerfile: { location: string }; platforms: string[] } };
    expect(value.platforms).toEqual(["linux/amd64"]);
    const { location } = value.dockerfile;
    expect(location).toMatch(/^\.slipway\/contexts\/[0-9a-f]{20}\/Dockerfile$/);
    expect(readFileSync(location, "utf8")).toBe(`FROM postgres:16-alpine@${DIGEST}\n`);
});

test("another digest is another tag; the same digest the same", async () => {
    const tag = async (digest: string) => (await made(`postgres:16-alpine@${digest}`)).reference;
    expect(await tag(DIGEST)).toBe(await tag(DIGEST));
    expect(await tag(DIGEST)).not.toBe(await tag(`sha256:${"b".repeat(64)}`));
});

test("what does more than copy is called by its own repository and tag", async () => {
    expect((await made("postgres:16-alpine")).resolved.title).toMatch(/^shop-dev\/db:[0-9a-f]{20}$/);
});
