/** `slipway pin`, with STAND-INS for the command `docker`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imagesOf } from "../../../cli/pin/images";
import { lockText, pinned } from "../../../cli/pin/lock";
import { Machine, type Answer } from "./stand-ins";
import { ended } from "./terminal";

const [OLD, NEW] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];

test("each image gets the digest that its name stands for now; others in the lock stay; what changed is told", async () => {
    const asked: string[] = [];
    const digestOf = async (image: string) => {
        asked.push(image);
        return NEW;
    };
    const before = { "redis:7": OLD, "postgres:16-alpine": OLD, "nginx:1.29": NEW };
    const images = ["postgres:16-alpine", "ghcr.io/a/b:1", "nginx:1.29", "nginx:1.29", `busybox@${OLD}`];
    expect(await pinned(images, before, digestOf)).toEqual({
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
    await expect(pinned(["good:1", "odd:1", "away:1", "No Name"], {}, digestOf)).rejects.toThrow(
        "images.lock.json: was not written: 3 of 4 images could not be pinned:\n" +
            "  No Name: is no image's name, such as postgres:16-alpine\n" +
            "  away:1: docker buildx imagetools inspect failed with exit code 1\n" +
            "  odd:1: the registry gave the digest sha512:1\n" +
            "see that their registries are within reach, and `docker login <registry>` where one asks who you are",
    );
});

test("with nothing to pin that is said", async () => {
    const none = { lock: {}, told: ["no image of other people's is in use: nothing to pin"] };
    expect(await pinned([], {}, async () => NEW)).toEqual(none);
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
    expect(imagesOf({ services })).toEqual(["postgres:16-alpine"]);
    expect(imagesOf({})).toEqual([]);
});

describe("the command", () => {
    let machine: Machine;
    beforeEach(() => (machine = new Machine()));
    afterEach(() => machine.close());

    const told = (digest: string): Answer => ({ out: `{"mediaType":"x","digest":"${digest}"}` });
    const asked = (image: string) => `buildx imagetools inspect ${image} --format {{json .Manifest}}`;
    const model = (services: object): Answer => ({ out: JSON.stringify({ services }) });
    const lock = (folder = machine.project) => join(folder, "images.lock.json");
    const read = (): unknown => JSON.parse(readFileSync(lock(), "utf8"));

    test("in a project: what its stacks' Compose files name and its stacks give, and what was pinned before", async () => {
        writeFileSync(
            join(machine.project, "Pulumi.prod.yaml"),
            "config: { slipway:apps: { shop: { target: ecs-fargate, compose: compose.yaml, services: { web: { image: ghcr.io/acme/web:1 } } }, wrong: 1 } }\n",
        );
        writeFileSync(lock(), lockText({ "old:1": OLD }));
        machine.program("docker", {
            "compose version *": { out: "5.0.0" },
            "compose *": model({ db: { image: "postgres:16" }, web: { image: "web", build: {} } }),
            "*inspect ghcr.io/acme/web:1 *": told(NEW),
            "*inspect old:1 *": told(OLD),
            "*inspect postgres:16 *": told(NEW),
        });
        const { code, out, err } = await ended(["pin"], { directory: machine.project });
        expect(out).toBe(
            "ghcr.io/acme/web:1: pinned at sha256:bbbbbbbbbbbb\nold:1: still sha256:aaaaaaaaaaaa\npostgres:16: pinned at sha256:bbbbbbbbbbbb\n",
        );
        expect([code, read()]).toEqual([0, { "ghcr.io/acme/web:1": NEW, "old:1": OLD, "postgres:16": NEW }]);
        expect(err).toContain(`wrote ${lock()}: commit it`);
        expect(machine.asked("docker")).toContain(asked("postgres:16"));
    });

    test("before there is a project: the Compose file that lies there, or what is named", async () => {
        machine.program("docker", {
            "compose version *": { out: "5.0.0" },
            "compose *": model({ cache: { image: "redis:7" } }),
            "*inspect *": told(NEW),
        });
        writeFileSync(join(machine.folder, "docker-compose.yml"), "services: {}\n");
        expect(await ended(["pin"], { directory: machine.folder })).toMatchObject({ code: 0 });
        expect(JSON.parse(readFileSync(lock(machine.folder), "utf8"))).toEqual({ "redis:7": NEW });
        const { out } = await ended(["pin", "nginx:1", "--json"], { directory: machine.folder });
        const images = { "nginx:1": NEW, "redis:7": NEW };
        expect(JSON.parse(out)).toEqual({ file: lock(machine.folder), changed: true, images });
    });

    test("nothing is written where a registry does not answer, or there is nothing to look at", async () => {
        machine.program("docker", { "*inspect *": { err: "a\nERROR: away:1: not found\n", code: 1 } });
        const away = await ended(["pin", "away:1"], { directory: machine.project });
        expect([away.code, existsSync(lock())]).toEqual([1, false]);
        expect(away.err).toContain("  away:1: ERROR: away:1: not found\n");
        const nothing = await ended(["pin"], { directory: machine.project });
        expect(nothing.err).toBe(
            `error: ${machine.project}: there is no Compose file here, and no Pulumi.<stack>.yaml that names one: go to your project, or name the images, such as \`slipway pin postgres:16-alpine\`\n`,
        );
    });

    test("a Compose file that Docker Compose refuses: its words, and nothing is written", async () => {
        machine.program("docker", {
            "compose version *": { out: "5.0.0" },
            "compose *": { err: "services.web: additional properties 'imge' not allowed", code: 15 },
        });
        const file = join(machine.project, "compose.yaml");
        writeFileSync(file, "services: {}\n");
        const { code, err } = await ended(["pin"], { directory: machine.project });
        expect(err).toBe(
            `error: ${file}: Docker Compose refuses it: services.web: additional properties 'imge' not allowed\n`,
        );
        expect([code, existsSync(lock())]).toEqual([1, false]);
    });

    test("a lock that cannot be read is not overwritten", async () => {
        writeFileSync(lock(), "<<<<<<< HEAD\n");
        const { code, err } = await ended(["pin", "redis:7"], { directory: machine.project });
        expect([code, readFileSync(lock(), "utf8")]).toEqual([78, "<<<<<<< HEAD\n"]);
        expect(err).toBe(
            `error: ${lock()}: is no JSON: bring it back (\`git checkout images.lock.json\`) or delete it\n`,
        );
    });
});
