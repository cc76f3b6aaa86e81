// A STAND-IN for the parts of GitHub's REST API that docker/action-spec and docker/spec-editor use. It is not GitHub:
// state lives in memory.
//
//     node server.mjs --port 0 [--host 0.0.0.0] [--token stand-in-token] [--repo trakrf/action-spec] [--specs-path infra]
//
// prints {"port":12345}. How it behaves is set while it runs, so that tests can make GitHub fail (what is left out is off):
//
//     PUT  /stand-in/mode   {"rateLimited": true, "slowMs": 50000, "revoked": true, "forbidden": true, "failPulls": true}
//     PUT  /stand-in/file   {"path": "...", "text": "..."}     someone else commits to main
//     PUT  /stand-in/run    {"id": 1, "status": "completed", "conclusion": "success"}
//     POST /stand-in/reset                                     everything as at start
//     GET  /stand-in/state                                     branches, pull requests, dispatches, requests seen
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { blobSha, Refusal, StandInRepository } from "./repository.mjs";

const { values: options } = parseArgs({
    options: {
        port: { type: "string", default: "0" },
        host: { type: "string", default: "0.0.0.0" },
        token: { type: "string", default: "stand-in-token" },
        repo: { type: "string", default: "trakrf/action-spec" },
        "specs-path": { type: "string", default: "infra" },
    },
});

const LIMIT = 5000;
const repository = new StandInRepository(`https://github.example/${options.repo}`, options["specs-path"]);
let mode = {};
let used = 0;
let requests = [];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function bodyOf(request) {
    let text = "";
    for await (const chunk of request) text += chunk;
    return text ? JSON.parse(text) : {};
}

function send(response, status, body, headers = {}) {
    const text = body === undefined ? "" : JSON.stringify(body);
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers });
    response.end(text);
}

async function control(request, response, path) {
    if (path === "/stand-in/mode") mode = await bodyOf(request);
    else if (path === "/stand-in/reset") {
        repository.reset();
        [mode, used, requests] = [{}, 0, []];
    } else if (path === "/stand-in/file") {
        const { path: file, text } = await bodyOf(request);
        const before = repository.branches.main.files[file];
        const sha = before === undefined ? undefined : blobSha(before);
        repository.put(file, { message: "Edit by someone else", content: Buffer.from(text).toString("base64"), sha });
    } else if (path === "/stand-in/run") {
        const { id, ...changes } = await bodyOf(request);
        Object.assign(repository.run(id), changes);
    } else if (path === "/stand-in/state") {
        const { branches, pulls, dispatches } = repository;
        return send(response, 200, { branches, pulls, dispatches, requests, used });
    } else return send(response, 404, { message: "no such control" });
    return send(response, 200, {});
}

/** The routes of api.github.com, below /repos/<owner>/<name>. Returns [status, body]. */
async function github(request, path, query) {
    const { method } = request;
    const body = method === "GET" || method === "DELETE" ? {} : await bodyOf(request);
    const match = (wanted, pattern) => (method === wanted ? path.match(pattern)?.slice(1) : undefined);
    let at;
    if ((at = match("GET", /^\/git\/trees\/(.+)$/))) return [200, repository.tree(at[0], query.has("recursive"))];
    if ((at = match("GET", /^\/contents\/(.+)$/))) {
        return [200, repository.content(at[0], query.get("ref") ?? undefined)];
    }
    if ((at = match("PUT", /^\/contents\/(.+)$/))) return [200, repository.put(at[0], body)];
    if ((at = match("GET", /^\/commits$/))) {
        return [200, repository.history(query.get("path"), query.get("sha"), Number(query.get("per_page") ?? 30))];
    }
    if ((at = match("GET", /^\/git\/ref\/heads\/(.+)$/))) {
        return [200, { ref: `refs/heads/${at[0]}`, object: { sha: repository.branch(at[0]).tip } }];
    }
    if ((at = match("POST", /^\/git\/refs$/))) return [201, repository.createBranch(body.ref, body.sha)];
    if ((at = match("DELETE", /^\/git\/refs\/heads\/(.+)$/))) return [204, repository.deleteBranch(at[0])];
    if ((at = match("POST", /^\/pulls$/))) {
        if (mode.failPulls) throw new Refusal(422, "Validation Failed");
        return [201, repository.openPull(body)];
    }
    if ((at = match("POST", /^\/actions\/workflows\/([^/]+)\/dispatches$/))) {
        const run = repository.dispatch(at[0], body);
        if (!body.return_run_details) return [204];
        return [
            200,
            {
                workflow_run_id: run.id,
                run_url: `http://${request.headers.host}/repos/${options.repo}/actions/runs/${run.id}`,
                html_url: run.html_url,
            },
        ];
    }
    if ((at = match("GET", /^\/actions\/runs\/(\d+)$/))) return [200, repository.run(Number(at[0]))];
    throw new Refusal(404, "Not Found");
}

function rateHeaders() {
    return {
        "X-RateLimit-Limit": LIMIT,
        "X-RateLimit-Remaining": mode.rateLimited ? 0 : LIMIT - used,
        "X-RateLimit-Reset": Math.floor(Date.now() / 1000) + 1800,
    };
}

async function answer(request, response) {
    const url = new URL(request.url, "http://stand-in");
    const path = decodeURIComponent(url.pathname);
    if (path.startsWith("/stand-in/")) return control(request, response, path);
    requests.push(`${request.method} ${path}`);
    if (mode.slowMs) await pause(mode.slowMs);
    const sent = request.headers.authorization ?? "";
    // GitHub takes either word; PyGithub says "token".
    if (mode.revoked || !/^(Bearer|token) /.test(sent) || sent.replace(/^\w+ /, "") !== options.token) {
        // GitHub never repeats the token; this stand-in does, to show that the app would not pass it on.
        return send(response, 401, { message: `Bad credentials ${request.headers.authorization}` });
    }
    if (path === "/rate_limit") {
        // It tells of the limit without counting against it, and is answered when the limit is used up, too.
        const [limit, remaining, reset] = Object.values(rateHeaders());
        return send(response, 200, { resources: { core: { limit, remaining, reset, used } } }, rateHeaders());
    }
    if (mode.rateLimited) {
        return send(response, 403, { message: "API rate limit exceeded for user ID 1." }, rateHeaders());
    }
    if (mode.forbidden && request.method !== "GET") {
        return send(response, 403, { message: "Resource not accessible by personal access token" }, rateHeaders());
    }
    const prefix = `/repos/${options.repo}`;
    if (!path.startsWith(prefix)) throw new Refusal(404, "Not Found");
    const [status, body] = await github(request, path.slice(prefix.length), url.searchParams);
    const etag = `"${createHash("sha1")
        .update(JSON.stringify(body) ?? "")
        .digest("hex")}"`;
    if (request.method === "GET" && request.headers["if-none-match"] === etag) {
        response.writeHead(304, { ETag: etag, ...rateHeaders() });
        return response.end();
    }
    used += 1;
    return send(response, status, body, { ETag: etag, ...rateHeaders() });
}

const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
        const status = error instanceof Refusal ? error.status : error instanceof SyntaxError ? 400 : 500;
        send(response, status, { message: error.message }, rateHeaders());
    });
});

server.listen(Number(options.port), options.host, () => {
    console.log(JSON.stringify({ port: server.address().port }));
});
for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, () => {
        server.closeAllConnections();
        server.close(() => process.exit(0));
    });
}
