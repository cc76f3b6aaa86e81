/** The comment about a pull request's environment: `.github/workflows/pr-environment.yml` posts it, updated in place. */
import { environmentComment } from "../../../../tools/summary/environment";

const LOG = `not in pr-7: old: it has no domain, and its port of the load balancer is taken
Outputs:
    urls     : {
        shop: {
            web: "https://pr-7-shop.example.com"
        }
        other: "https://pr-77-shop.example.com https://pr-7-admin.example.com/"
    }
pr-7 is up until 2026-11-28T12:00:00Z, for about $15.18 a month; \`slipway pr down 7\` removes it
`;
const run = { did: "up", number: 7, good: true, log: LOG } as const;

test("where it is, what it costs, until when, and what is not in it", () => {
    expect(environmentComment(run)).toBe(`<!-- slipway environment: pr-7 -->
### Environment \`pr-7\` is up

- https://pr-7-admin.example.com
- https://pr-7-shop.example.com

**Price**: about $15.18 a month

**Until**: the pull request is closed or loses its label, or 2026-11-28 if nothing is deployed to it before.

Not in it:

- \`old: it has no domain, and its port of the load balancer is taken\`
`);
});

test("one that is not up, one that is removed and one that is not: the same first line, so one comment is changed in place", () => {
    const told = (change: object) => environmentComment({ ...run, ...change }).split("\n");
    expect(told({ good: false })).toEqual([
        "<!-- slipway environment: pr-7 -->",
        "### Environment `pr-7` is not up, or not all of it",
        "",
        "The log of this run tells why.",
        "",
    ]);
    expect(told({ did: "down" })).toEqual([
        "<!-- slipway environment: pr-7 -->",
        "### Environment `pr-7` is removed",
        "",
    ]);
    expect(told({ did: "down", good: false })[1]).toBe(
        "### Environment `pr-7` is not removed, or not all of it: it goes on costing",
    );
});
