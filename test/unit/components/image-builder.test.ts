import * as pulumi from "@pulumi/pulumi";
import { imageBuilder } from "../../../components/container-image";

const own = process.env.DOCKER_HOST;
afterEach(() => {
    if (own === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = own;
});

async function mocked(preview: boolean): Promise<void> {
    await pulumi.runtime.setMocks(
        { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
        "project",
        "stack",
        preview,
    );
}

test("an up with DOCKER_HOST is refused before its address can be recorded", async () => {
    await mocked(false);
    process.env.DOCKER_HOST = "tcp://build.example:2376";
    expect(() => imageBuilder("images")).toThrow(
        "DOCKER_HOST is tcp://build.example:2376, and Pulumi would write it into the stack's state: the next machine would " +
            "build there too. Name it as a Docker context instead: docker context create builder --docker " +
            "host=tcp://build.example:2376 && docker context use builder && unset DOCKER_HOST",
    );
});

test.each([
    ["a preview with it", true, "tcp://build.example:2376"],
    ["an up without it", false, ""],
])("%s is not", async (_, preview, host) => {
    await mocked(preview);
    process.env.DOCKER_HOST = host;
    expect(() => imageBuilder("images")).not.toThrow();
});
