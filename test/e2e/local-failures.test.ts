import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { containersOf, lastEnd } from "../../provider/drivers/local/containers";
import { docker } from "../support/docker-sync";
import { succeeded } from "../support/stack";
import { TinyApp } from "../support/tiny-app";

/** Every way to break a release: its own cause, exit code not 0, the previous release serves, and the next `up` recovers. */
describe("a release that fails on this machine's Docker", () => {
    let app: TinyApp;
    let goodRelease: string | undefined;

    beforeAll(async () => {
        app = await TinyApp.make("t-fail");
        const first = await app.stack.up();
        expect(first.output).not.toMatch(/error/i);
        expect(first.code).toBe(0);
        goodRelease = (await app.answer())?.body.release;
        expect(goodRelease).toMatch(/^[0-9a-f]{12}$/);
    });
    afterAll(() => app.dispose());

    async function previousServes(): Promise<void> {
        const answer = await app.answer();
        expect(answer).toMatchObject({ status: 200, body: { release: goodRelease, greeting: "hello" } });
    }

    async function recovers(): Promise<void> {
        app.configure();
        const next = await app.stack.up();
        expect(next.output).not.toMatch(/error:/);
        expect(next.code).toBe(0);
        await previousServes();
    }

    test("crash at start: exit code and last log lines, secrets taken out", async () => {
        app.configure({ MODE: "crash" });
        const { code, output } = await app.stack.up();
        expect(code).not.toBe(0);
        expect(output).toContain("web exited with code 3; restarted 4 times by its restart policy");
        expect(output).toContain("web: cannot start because the tests said so");
        expect(output).toContain("token in a log line: [secret]");
        expect(output).not.toMatch(/cana\$ry|line-two-of-canary/);
        expect(output).toMatch(/The previous release \([0-9a-f]{12}\) serves again\./);
        await previousServes();
        await recovers();
    });

    // Docker says exit code 0 of a container as soon as it runs again: a release judged in that moment must not repeat it.
    test("how a container ended is known while it runs again", async () => {
        const [web] = (await containersOf(app.project)).filter(({ service }) => service === "web");
        const project = `${app.project}-again`;
        const labels = ["--label", `com.docker.compose.project=${project}`];
        const endsOnce = "test -e /tmp/ended && exec sleep 60; touch /tmp/ended; exit 3";
        const image = [...labels, "--entrypoint", "sh", web?.imageId ?? "", "-c", endsOnce];
        const id = docker("run", "--detach", "--restart=on-failure", ...image).trim();
        try {
            // Docker counts a restart before the container runs again.
            const runsAgain = async (): Promise<boolean> => {
                const [container] = await containersOf(project);
                return container?.status === "running" && container.restarts === 1;
            };
            const until = Date.now() + 30_000;
            while (!(await runsAgain()) && Date.now() < until) await sleep(200);
            const [container] = await containersOf(project);
            if (container === undefined) throw new Error("the container has gone");
            expect(container).toMatchObject({ status: "running", restarts: 1, exitCode: 0 });
            expect(await lastEnd(container)).toEqual({ exitCode: 3, outOfMemory: false });
        } finally {
            docker("rm", "--force", id);
        }
    });

    test("a Compose that was killed while it replaced a container leaves the new one under a makeshift name: it gets its own", async () => {
        const name = `${app.project}-web-1`;
        const before = app.containers();
        docker("rename", name, `0123456789ab_${name}`);
        // What makes a release and leaves that service as it is.
        app.configure({ SETUP_EXIT: "00" });
        succeeded(await app.stack.up());
        expect(app.containers().web).toBe(before.web);
        expect(docker("inspect", "--format", "{{.Name}}", before.web ?? "").trim()).toBe(`/${name}`);
    });

    test("health path broken inside: what the check said", async () => {
        app.configure({ MODE: "sick" });
        const { code, output } = await app.stack.up();
        expect(code).not.toBe(0);
        expect(output).toContain("web is unhealthy: its check failed 3 times in a row");
        expect(output).toMatch(/health check said: .*(HTTP Error 404|Traceback)/s);
        await previousServes();
        await recovers();
    });

    test("healthy inside, broken outside", async () => {
        app.configure({ MODE: "no-outside" });
        const { code, output } = await app.stack.up();
        expect(code).not.toBe(0);
        expect(output).toMatch(
            /web is not healthy from outside: GET http:\/\/127\.0\.0\.1:\d+\/health\/inside answered 404, not 2xx/,
        );
        await previousServes();
        await recovers();
    });

    test("failed migration: its exit code and words; the web service is not touched", async () => {
        const before = app.containers();
        app.configure({ SETUP_EXIT: "7", GREETING: "changed too" });
        const { code, output } = await app.stack.up();
        expect(code).not.toBe(0);
        expect(output).toContain("setup exited with code 7; the services that wait for it were not touched");
        expect(output).toContain("setup: column already exists");
        expect(app.containers().web).toBe(before.web);
        await previousServes();
        await recovers();
    });

    test("port taken: by whom, and how to publish another", async () => {
        const other = createServer().listen(0, "0.0.0.0");
        await new Promise((listening) => other.once("listening", listening));
        const { port } = other.address() as { port: number };
        app.configure({}, { publish: { web: port } });
        const { code, output } = await app.stack.up();
        other.close();
        expect(code).not.toBe(0);
        expect(output).toContain(`web: port ${port} of this machine is taken by another program`);
        expect(output).toContain(`pulumi config set --path 'slipway:apps.tiny.publish.web' ${port + 10_000}`);
        await previousServes();
        await recovers();
    });

    test("port taken by another container: its name", async () => {
        const name = `slipway-test-squatter-${process.pid}`;
        docker(
            "run",
            "--detach",
            "--network",
            "slipway-t-fail-tiny_default",
            "--name",
            name,
            "--publish",
            "0:8000",
            "python:3.14-slim",
            "python",
            "-m",
            "http.server",
            "8000",
        );
        const port = Number(docker("port", name, "8000/tcp").split("\n")[0]?.split(":").pop());
        app.configure({}, { publish: { web: port } });
        const { code, output } = await app.stack.up();
        docker("rm", "--force", name);
        expect(code).not.toBe(0);
        expect(output).toContain(`web: port ${port} of this machine is taken by the container ${name}`);
        await previousServes();
        await recovers();
    });

    test("secret removed: the command that sets it; nothing is touched", async () => {
        const before = app.containers();
        await app.stack.pulumi([
            "config",
            "rm",
            "tiny:TOKEN",
            "--stack",
            app.stack.name,
            "--config-file",
            app.stack.configFile,
        ]);
        const { code, output } = await app.stack.up();
        app.stack.setSecret("tiny:TOKEN", app.token);
        expect(code).not.toBe(0);
        expect(output).toContain("pulumi config set --secret tiny:TOKEN");
        expect(app.containers()).toEqual(before);
        await recovers();
    });

    test("Docker stopped: up fails in words although nothing changed; preview compares inputs and says so", async () => {
        const gone = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
        const up = await app.stack.up([], gone);
        expect(up.code).not.toBe(0);
        expect(up.output).toMatch(
            /Docker does not answer: .*nowhere\/docker\.sock.*Start Docker and run again; nothing was changed/s,
        );
        const preview = await app.stack.preview([], gone);
        expect(preview.code).toBe(0);
        expect(preview.output).toContain("compared inputs only, not what runs");
        await previousServes();
        await recovers();
    });

    test("a container killed behind our back is no 'no change'", async () => {
        docker("kill", app.containers().web ?? "");
        const preview = await app.stack.preview();
        expect(preview.output).toContain("web: its container exited with code 137 (killed): it is started anew");
        const up = await app.stack.up();
        expect(up.code).toBe(0);
        await previousServes();
    });

    test("a container removed behind our back comes back", async () => {
        docker("rm", "--force", app.containers().store ?? "");
        const up = await app.stack.up();
        expect(up.code).toBe(0);
        expect(up.output).toContain("store: its container is gone: it is started anew");
        expect(Object.keys(app.containers()).sort()).toEqual(["store", "web"]);
    });

    test("an image removed from Docker is built again", async () => {
        const image = docker("inspect", "--format", "{{.Config.Image}}", app.containers().web ?? "").trim();
        docker("rm", "--force", ...Object.values(app.containers(true)));
        docker("image", "rm", "--force", image);
        const up = await app.stack.up();
        expect(up.output).not.toMatch(/error:/);
        expect(up.output).toMatch(/slipway\/tiny:[0-9a-f]{20} is not in Docker: it is built/);
        expect(up.code).toBe(0);
        await previousServes();
    });

    test("after all of this nothing is left to do", async () => {
        const { code, output } = await app.stack.preview(["--expect-no-changes"]);
        expect(output).not.toMatch(/to (create|update|delete|replace)/);
        expect(code).toBe(0);
    });
});
