import { nameOf, typeOf } from "../../tools/urn";

/** An operation that Pulumi began and could not write the end of. */
export interface Pending {
    /** Such as `creating`. */
    readonly type: string;
    /** The resource's type and name, as a preview shows them. */
    readonly resource: string;
    readonly urn: string;
}

interface Exported {
    readonly deployment?: {
        readonly pending_operations?: readonly { readonly type: string; readonly resource: { readonly urn: string } }[];
    };
}

/** What `pulumi stack export` says is pending. */
export function pendingOf(exported: string): Pending[] {
    const { deployment } = JSON.parse(exported) as Exported;
    return (deployment?.pending_operations ?? []).map(({ type, resource: { urn } }) => {
        return { type, resource: `${typeOf(urn)} ${nameOf(urn)}`, urn };
    });
}

/** What to do about them, a line each. */
export function adviceOn(pending: readonly Pending[], stack: string): string[] {
    if (pending.length === 0) return [];
    const created = pending.filter(({ type }) => type === "creating");
    return [
        `run \`pulumi up --stack ${stack}\`: it goes on from here`,
        ...(created.length === 0
            ? []
            : [
                  `what was being created may exist without Pulumi knowing: where \`pulumi up\` says that it exists already, docs/operating.md has the \`pulumi import\``,
              ]),
        `\`pulumi refresh --stack ${stack} --clear-pending-creates\` ends Pulumi's warning about them, once you have looked`,
    ];
}
