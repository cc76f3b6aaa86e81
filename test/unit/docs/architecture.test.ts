import { importDiagram, resourceDiagram } from "../../../tools/docs/architecture/mermaid";
import { graph, importsOf } from "../../../tools/docs/architecture/imports";
import { readTree } from "../../../tools/docs/architecture/trees";
import { repositoryRoot } from "../../../tools/paths";

test("imports are read as TypeScript reads them: values, types, several lines, exports", () => {
    const program = [
        'import { a, type B } from "../compose/one";',
        'import type { C } from "./two";',
        'import {\n    type D,\n    type E,\n} from "../three";',
        'import * as f from "node:fs";',
        'export { g } from "./four";',
        "const text = 'import { h } from \"./no\"';",
    ].join("\n");
    expect(importsOf("config/here.ts", program)).toEqual([
        { path: "compose/one", typesOnly: false },
        { path: "config/two", typesOnly: true },
        { path: "three", typesOnly: true },
        { path: "config/four", typesOnly: false },
    ]);
});

test("the graph is the code's: the provider knows nobody, and components know its types alone", () => {
    const edges = graph(repositoryRoot, ["components", "provider"], (path) => path.split("/")[0]);
    expect(edges).toEqual([{ from: "components", to: "provider", typesOnly: true }]);
    expect(importDiagram(edges)).toContain("    components -. types .-> provider");
});

test("negative control: an import more is an arrow more", () => {
    const edges = [{ from: "a", to: "b-c", typesOnly: false }];
    expect(importDiagram(edges)).toBe(
        ["```mermaid", "flowchart LR", '    a["a"]', '    b_c["b-c"]', "    a --> b_c", "```"].join("\n"),
    );
});

test("a recorded tree is counted by type, and drawn", () => {
    const tree = [
        "- slipway:components:One a",
        "  - aws:ec2:Eip x",
        '      name: "- aws:ec2:No y"',
        "  - aws:ec2:Eip y",
        "  - slipway:components:Two b",
        "    - aws:iam:Role z",
    ];
    const made = readTree(tree.join("\n"));
    expect(made).toEqual([
        {
            type: "slipway:components:One",
            children: [
                { type: "aws:ec2:Eip", count: 2 },
                { type: "slipway:components:Two", count: 1 },
            ],
        },
        { type: "aws:ec2:Eip", children: [] },
        { type: "slipway:components:Two", children: [{ type: "aws:iam:Role", count: 1 }] },
        { type: "aws:iam:Role", children: [] },
    ]);
    expect(resourceDiagram(made).split("\n")).toEqual(
        expect.arrayContaining([
            '    slipway_components_One --> slipway_components_One_own["aws:ec2:Eip ×2"]',
            "    slipway_components_One --> slipway_components_Two",
        ]),
    );
});
