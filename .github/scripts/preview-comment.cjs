// @ts-check
const { readFileSync } = require("node:fs");

/** One comment a stack: found again by its first line, changed where it is, made where there is none. GitHub's own pages come as `github`. */
module.exports = async ({ github, context, core, file }) => {
    const body = readFileSync(file, "utf8");
    const [marker] = body.split("\n", 1);
    const issue = { ...context.repo, issue_number: context.issue.number };
    const comments = await github.paginate(github.rest.issues.listComments, { ...issue, per_page: 100 });
    // Only one that a workflow wrote: anybody may write a comment that begins with the same line.
    const ours = comments.find(({ user, body: text }) => user?.type === "Bot" && text?.startsWith(marker));
    if (ours === undefined) {
        const { data } = await github.rest.issues.createComment({ ...issue, body });
        core.info(`made ${data.html_url}`);
    } else if (ours.body === body) {
        core.info(`as before: ${ours.html_url}`);
    } else {
        await github.rest.issues.updateComment({ ...context.repo, comment_id: ours.id, body });
        core.info(`changed ${ours.html_url}`);
    }
};
