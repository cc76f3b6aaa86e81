import type { Edge } from "./imports";
import type { Made } from "./trees";

const fence = (lines: readonly string[]) => ["```mermaid", ...lines, "```"].join("\n");
const id = (name: string) => name.replaceAll(/\W/g, "_");

/** Who knows whom: a whole arrow is an import, a dotted one is types alone. */
export function importDiagram(edges: readonly Edge[]): string {
    const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
    return fence([
        "flowchart LR",
        ...names.map((name) => `    ${id(name)}["${name}"]`),
        ...edges.map(({ from, to, typesOnly }) => `    ${id(from)} ${typesOnly ? "-. types .->" : "-->"} ${id(to)}`),
    ]);
}

/** What components make, with how many of each. */
export function resourceDiagram(made: readonly Made[]): string {
    const components = made.filter(({ children }) => children.length > 0);
    return fence([
        "flowchart TD",
        ...components.flatMap(({ type, children }) => {
            const own = children.filter((child) => !components.some((one) => one.type === child.type));
            const below = children.filter((child) => components.some((one) => one.type === child.type));
            const leaf = `${id(type)}_own`;
            const text = own.map(({ type, count }) => `${short(type)}${count > 1 ? ` ×${count}` : ""}`).join("<br/>");
            return [
                `    ${id(type)}(["${short(type)}"])`,
                ...(own.length > 0 ? [`    ${id(type)} --> ${leaf}["${text}"]`] : []),
                ...below.map((child) => `    ${id(type)} --> ${id(child.type)}`),
            ];
        }),
    ]);
}

function short(type: string): string {
    return type.replace(/^slipway:components:/, "").replace(/^slipway:index:/, "slipway ");
}
