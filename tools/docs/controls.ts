import { EXCEPTIONS } from "../../policy/exceptions";
import { RULES } from "../../policy/rules";

const HEAD = `# Security controls

What Security Hub, Control Tower, Checkov and Trivy ask of the resources that Slipway makes. What costs nothing is a rule of the policy
pack in \`policy/\` and holds in both profiles, dev and prod; what costs money, or cannot be had, is an exception with its price.

    pulumi preview --policy-pack policy                                              # a stack with the profile prod
    pulumi preview --policy-pack policy --policy-pack-config policy/dev.json         # dev: without the rules that are excepted there

\`pulumi up\` takes the same arguments. A rule about a value that only AWS can give, such as an ARN before the first \`up\`, says in the preview
that it cannot decide yet, and decides during \`up\`.`;

/** docs/controls.md. */
export function controlsPage(): string {
    const rules = RULES.map(({ name, requirement, controls }) => [`\`${name}\``, requirement, ids(controls)]);
    const exceptions = EXCEPTIONS.map(({ requirement, where, reason, price, controls }) => [
        requirement,
        where,
        reason,
        price,
        ids(controls),
    ]);
    return [
        HEAD,
        "## Rules",
        table(["rule", "what must be so", "controls"], rules),
        "## Exceptions",
        table(["what is asked", "not kept in", "why", "its price a month", "controls"], exceptions),
    ].join("\n\n");
}

function ids(controls: readonly string[]): string {
    return controls.length > 0 ? controls.join(", ") : "our own";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
