import { imagesIn, lockText, pin } from "../../../tools/pin/lock";

const [OLD, NEW] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];

test("each image gets the digest that its name stands for now; others in the lock stay; what changed is told", async () => {
    const asked: string[] = [];
    const digestOf = async (image: string) => {
        asked.push(image);
        return NEW;
    };
    const before = { "redis:7": OLD, "postgres:16-alpine": OLD, "nginx:1.29": NEW };
    const images = ["postgres:16-alpine", "ghcr.io/a/b:1", "nginx:1.29", "nginx:1.29", `busybox@${OLD}`];
    expect(await pin(images, before, digestOf)).toEqual({
        lock: { "redis:7": OLD, "postgres:16-alpine": NEW, "nginx:1.29": NEW, "ghcr.io/a/b:1": NEW },
        told: [
            `busybox@${OLD}: has its digest in its name, nothing to pin`,
            "ghcr.io/a/b:1: pinned at sha256:bbbbbbbbbbbb",
            "nginx:1.29: still sha256:bbbbbbbbbbbb",
            "postgres:16-alpine: sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb",
        ],
    });
    expect(asked).toEqual(["ghcr.io/a/b:1", "nginx:1.29", "postgres:16-alpine"]);
});

test("one image that cannot be asked for leaves the lock as it is, and every one is named", async () => {
    const digestOf = async (image: string) => {
        if (image === "good:1") return NEW;
        if (image === "odd:1") return "sha512:1";
        throw new Error("docker buildx imagetools inspect failed with exit code 1");
    };
    await expect(pin(["good:1", "odd:1", "away:1", "No Name"], {}, digestOf)).rejects.toThrow(
        "nothing is written: 3 of 4 images could not be pinned (is the registry within reach, and signed in to with docker login?)\n" +
            "No Name: is no image's name, such as postgres:16-alpine\n" +
            "away:1: docker buildx imagetools inspect failed with exit code 1\n" +
            "odd:1: the registry gave the digest sha512:1",
    );
});

test("with nothing to pin that is said", async () => {
    const none = { lock: {}, told: ["no image of other people's is in use: nothing to pin"] };
    expect(await pin([], {}, async () => NEW)).toEqual(none);
});

test("the file is sorted, one image a line", () => {
    expect(lockText({ "b:1": OLD, "a:1": NEW })).toBe(`{\n    "a:1": "${NEW}",\n    "b:1": "${OLD}"\n}\n`);
});

test("of a Compose model those are pinned that are not built and have no variable in their names", () => {
    const services = {
        api: { build: {}, image: "api:1" },
        db: { image: "postgres:16-alpine" },
        other: { image: "redis:${REDIS_VERSION}" },
        built: { build: {} },
    };
    expect(imagesIn({ services })).toEqual(["postgres:16-alpine"]);
    expect(imagesIn({})).toEqual([]);
});
