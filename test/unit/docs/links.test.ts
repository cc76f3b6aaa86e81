import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import MarkdownIt from "markdown-it";
import { repositoryRoot } from "../../../tools/paths";

const PAGES = ["README.md", "CONTRIBUTING.md", "tools/README.md", ...inDocs()];

function inDocs(): string[] {
    const files = readdirSync(join(repositoryRoot, "docs"));
    return files.filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`);
}

/** A heading's address, as GitHub makes it. */
function slug(heading: string): string {
    return heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-");
}

/** The text of headings, and where links lead. */
function read(markdown: string): { slugs: string[]; links: string[]; code: string[] } {
    const tokens = new MarkdownIt().parse(markdown, {});
    const inline = tokens.flatMap((token) => token.children ?? []);
    const slugs = tokens.flatMap((token, index) =>
        token.type === "heading_open"
            ? [slug((tokens[index + 1]!.children ?? []).map(({ content }) => content).join(""))]
            : [],
    );
    const links = inline.flatMap((token) => (token.type === "link_open" ? [String(token.attrGet("href"))] : []));
    return { slugs, links, code: inline.filter(({ type }) => type === "code_inline").map(({ content }) => content) };
}

const headings = new Map<string, string[]>();
function slugsOf(page: string): string[] {
    if (!headings.has(page)) headings.set(page, read(readFileSync(join(repositoryRoot, page), "utf8")).slugs);
    return headings.get(page)!;
}

/** A file or folder of the repository that a page names, and that should be there. */
const FILE = /^(cli|components|compose|config|docs|host|policy|provider|test|tools|\.github)\/[\w./-]+$/;

/** What a page points at and is not there. */
function broken(page: string, markdown: string): string[] {
    const { slugs, links, code } = read(markdown);
    const dead = links.filter((link) => {
        if (/^https?:/.test(link)) return false;
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? page : relative(repositoryRoot, join(repositoryRoot, dirname(page), file));
        if (!existsSync(join(repositoryRoot, target))) return true;
        return anchor !== undefined && !(file === "" ? slugs : slugsOf(target)).includes(decodeURIComponent(anchor));
    });
    return [...dead, ...code.filter((text) => FILE.test(text) && !existsSync(join(repositoryRoot, text)))];
}

test.each(PAGES)("every link and every file named in %s is there", (page) => {
    expect(broken(page, readFileSync(join(repositoryRoot, page), "utf8"))).toEqual([]);
});

test("docs/README.md leads to every page", () => {
    const { links } = read(readFileSync(join(repositoryRoot, "docs/README.md"), "utf8"));
    const led = links.map((link) => `docs/${link.split("#")[0]}`);
    expect(inDocs().filter((page) => page !== "docs/README.md" && !led.includes(page))).toEqual([]);
});

test("negative control: a page, a heading and a file that are not there", () => {
    const page =
        "[a](nowhere.md) [b](README.md#no-such-heading) [c](README.md#targets) `test/unit/no.test.ts` `test/unit`";
    expect(broken("docs/x.md", page)).toEqual(["nowhere.md", "README.md#no-such-heading", "test/unit/no.test.ts"]);
});
