// A stand-in for one GitHub repository: branches, files, commits, pull requests and workflow runs, in memory.
import { createHash } from "node:crypto";

const sha1 = (text) => createHash("sha1").update(text).digest("hex");

/** The id that git gives to a file of this text. */
export const blobSha = (text) => sha1(`blob ${Buffer.byteLength(text)}\0${text}`);

const spec = (customer, environment, name, type, waf, note = "") => `${note}apiVersion: v1
kind: Pod
metadata:
  customer: ${customer}
  environment: ${environment}
spec:
  compute:
    instance_name: ${name}
    instance_type: ${type}
  security:
    waf:
      enabled: ${waf}
`;

const workflow = `name: Deploy pod
on:
  workflow_dispatch:
    inputs:
      customer: { required: true, type: string }
      environment: { required: true, type: string }
      instance_name: { required: true, type: string }
      waf_enabled: { required: false, type: boolean, default: false }
jobs: {}
`;

/** What the repository holds when it is new; specs lie under `folder`. */
export const firstFiles = (folder) => ({
    "README.md": "# Specs\n",
    ".github/workflows/deploy-pod.yml": workflow,
    [`${folder}/main.tf`]: "# not a spec\n",
    [`${folder}/advworks/dev/spec.yml`]: spec(
        "advworks",
        "dev",
        "web5",
        "t4g.nano",
        false,
        "# The sales demo runs here.\n",
    ),
    [`${folder}/advworks/stg/spec.yml`]: spec("advworks", "stg", "web1", "t4g.small", true),
    [`${folder}/contoso/dev/spec.yml`]: spec("contoso", "dev", "api1", "t4g.micro", false),
    [`${folder}/northwind/dev/spec.yml`]: spec("northwind", "dev", "shop1", "t4g.nano", false),
    [`${folder}/northwind/prod/spec.yml`]: `${spec("northwind", "prod", "shop1", "t4g.medium", true)}  scaling:
    min: 2
    max: 6
  alerts: [ops@northwind.example, oncall@northwind.example]
`,
});

export class Refusal extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

export class StandInRepository {
    constructor(webUrl, specsPath) {
        this.webUrl = webUrl;
        this.specsPath = specsPath;
        this.reset();
    }

    reset() {
        this.branches = { main: { files: firstFiles(this.specsPath), tip: sha1("first") } };
        this.trees = new Map();
        this.commits = [];
        this.pulls = [];
        [this.dispatches, this.runs] = [[], []];
        for (const path of Object.keys(this.branches.main.files)) {
            if (path.endsWith("spec.yml")) this.#log("main", path, `Add ${path}`, "Robin Example");
        }
    }

    #log(branch, path, message, author = "Stand In") {
        const date = new Date(Date.now() - (this.commits.length ? 3 : 6) * 3600e3).toISOString();
        const sha = sha1(`${branch}${path}${message}${this.commits.length}`);
        const entry = { sha, branch, path, html_url: `${this.webUrl}/commit/${sha}` };
        this.commits.unshift({ ...entry, commit: { message, author: { name: author, date } } });
        this.branches[branch].tip = sha;
        return this.commits[0];
    }

    branch(name) {
        const found = this.branches[name];
        if (!found) throw new Refusal(404, "Not Found");
        return found;
    }

    /** GET /git/trees/<branch or tree id> */
    tree(ref, recursive) {
        const place = this.branches[ref] ? { files: { ...this.branches[ref].files }, prefix: "" } : this.trees.get(ref);
        if (!place) throw new Refusal(404, "Not Found");
        const entries = new Map();
        for (const [path, text] of Object.entries(place.files)) {
            if (!path.startsWith(place.prefix)) continue;
            const parts = path.slice(place.prefix.length).split("/");
            for (let depth = 1; depth < parts.length; depth++) {
                const folder = parts.slice(0, depth).join("/");
                const prefix = `${place.prefix}${folder}/`;
                const sha = this.#remember(place.files, prefix);
                if (recursive || depth === 1) entries.set(folder, { path: folder, type: "tree", mode: "040000", sha });
            }
            if (recursive || parts.length === 1) {
                const name = parts.join("/");
                entries.set(name, { path: name, type: "blob", mode: "100644", sha: blobSha(text) });
            }
        }
        return { sha: this.#remember(place.files, place.prefix), tree: [...entries.values()], truncated: false };
    }

    #remember(files, prefix) {
        const inside = Object.entries(files).filter(([path]) => path.startsWith(prefix));
        const sha = sha1(`tree ${prefix} ${JSON.stringify(inside)}`);
        this.trees.set(sha, { files, prefix });
        return sha;
    }

    /** GET /contents/<path> */
    content(path, ref = "main") {
        const text = this.branch(ref).files[path];
        if (text === undefined) throw new Refusal(404, "Not Found");
        return {
            type: "file",
            path,
            sha: blobSha(text),
            encoding: "base64",
            content: Buffer.from(text)
                .toString("base64")
                .replace(/(.{60})/g, "$1\n"),
            html_url: `${this.webUrl}/blob/${ref}/${path}`,
        };
    }

    /** PUT /contents/<path> */
    put(path, { message, content, sha, branch = "main" }) {
        const { files } = this.branch(branch);
        if (!message || typeof content !== "string") throw new Refusal(422, "Invalid request.");
        if (files[path] !== undefined && !sha) throw new Refusal(422, `Invalid request. "sha" wasn't supplied.`);
        if (files[path] !== undefined && blobSha(files[path]) !== sha) {
            throw new Refusal(409, `${path} does not match ${sha}`);
        }
        files[path] = Buffer.from(content, "base64").toString();
        const commit = this.#log(branch, path, message);
        return { content: this.content(path, branch), commit: { sha: commit.sha, html_url: commit.html_url } };
    }

    history(path, branch, count) {
        return this.commits.filter((entry) => entry.branch === branch && entry.path === path).slice(0, count);
    }

    createBranch(ref, sha) {
        const name = String(ref).replace("refs/heads/", "");
        if (this.branches[name]) throw new Refusal(422, "Reference already exists");
        const from = Object.values(this.branches).find((branch) => branch.tip === sha);
        if (!from) throw new Refusal(422, "Object does not exist");
        this.branches[name] = { files: { ...from.files }, tip: sha };
        return { ref, object: { sha } };
    }

    deleteBranch(name) {
        this.branch(name);
        delete this.branches[name];
    }

    openPull({ title, head, base, body }) {
        this.branch(head);
        this.branch(base);
        const number = this.pulls.length + 1;
        this.pulls.push({ number, title, head, base, body, html_url: `${this.webUrl}/pull/${number}` });
        return this.pulls.at(-1);
    }

    dispatch(file, { ref, inputs = {} }) {
        const text = this.branch(ref).files[`.github/workflows/${file}`];
        if (text === undefined) throw new Refusal(404, "Not Found");
        const declared = [...text.matchAll(/^ {6}(\w+):/gm)].map((match) => match[1]);
        const unexpected = Object.keys(inputs).filter((name) => !declared.includes(name));
        if (unexpected.length) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
        this.dispatches.push({ file, ref, inputs });
        const id = this.dispatches.length;
        const created_at = new Date().toISOString().replace(/\.\d+/, "");
        const html_url = `${this.webUrl}/actions/runs/${id}`;
        this.runs.push({ id, html_url, status: "queued", conclusion: null, created_at });
        return this.run(id);
    }

    /** GET /actions/runs/<id> */
    run(id) {
        const found = this.runs.find((run) => run.id === id);
        if (!found) throw new Refusal(404, "Not Found");
        return found;
    }
}
