import { formatIssues, type Issue } from "../../compose/issue";
import { Refusal } from "../refusal";

/** Why the file cannot run so: variables without a value with the flags that give them, one line each, then every other reason. */
export function cannot(
    errors: readonly Issue[],
    { compose, target }: { readonly compose: string; readonly target: string },
    app: string,
): Refusal {
    const others = errors.filter(({ variable }) => variable === undefined);
    const lines = [...withoutValue(errors), ...formatIssues(others).split("\n").filter(Boolean)];
    return new Refusal({
        where: `${compose} on ${target}`,
        what: [`${app} cannot run so, and nothing was written:`, ...lines].join("\n  "),
        todo: "mend the file, choose another --target, or give what is missing (--variable NAME=value, --secret NAME, --health SERVICE=/path, --domain, --allow)",
    });
}

function withoutValue(errors: readonly Issue[]): string[] {
    const places = new Map<string, string[]>();
    for (const { variable, path } of errors) {
        if (variable !== undefined) places.set(variable, [...(places.get(variable) ?? []), path]);
    }
    const named = [...places].sort(([one], [other]) => (one < other ? -1 : 1));
    return named.map(([name, [first = "", ...rest]]) => {
        const more = rest.length === 0 ? "" : ` and ${rest.length} more`;
        return `\${${name}} has no value (${first}${more}): --variable ${name}=<value>, or --secret ${name} where nobody may read it`;
    });
}
