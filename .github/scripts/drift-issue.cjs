// @ts-check
const { readFileSync } = require("node:fs");

/** One open issue a stack: found again by its first line, changed where it is, closed when nothing differs. GitHub's own pages come as `github`. */
module.exports = async ({ github, context, core, file, stack, clean }) => {
    const text = readFileSync(file, "utf8");
    const marker = `<!-- slipway drift: ${stack.replaceAll("--", "‑‑")} -->`;
    const body = `${marker}\n${text.slice(text.indexOf("\n") + 1)}`;
    const repository = context.repo;
    const open = await github.paginate(github.rest.issues.listForRepo, { ...repository, state: "open", per_page: 100 });
    // Only one that a workflow wrote: anybody may open an issue that begins with the same line.
    const ours = open.find(
        ({ user, body: written, pull_request: pull }) =>
            user?.type === "Bot" && pull === undefined && written?.startsWith(marker),
    );
    const number = ours && { ...repository, issue_number: ours.number };
    if (clean && number === undefined) {
        core.info(`${stack} is what main says`);
    } else if (clean) {
        await github.rest.issues.createComment({ ...number, body: `\`${stack}\` is what main says again.` });
        await github.rest.issues.update({ ...number, state: "closed", state_reason: "completed" });
        core.info(`closed ${ours.html_url}`);
    } else if (number === undefined) {
        const { data } = await github.rest.issues.create({ ...repository, title: `Drift in ${stack}`, body });
        core.info(`opened ${data.html_url}`);
    } else if (ours.body === body) {
        core.info(`as before: ${ours.html_url}`);
    } else {
        await github.rest.issues.update({ ...number, body });
        core.info(`changed ${ours.html_url}`);
    }
};
