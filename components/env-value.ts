/**
 * What a container's environment variable holds, before any value is known.
 *
 * Outside `compose/` a variable is one of these types, never a string with marks in it, so nobody can print a secret by
 * joining strings. An entry that mentions a secret is secret as a whole.
 */
export type EnvValue = EnvAtom | { readonly kind: "composite"; readonly parts: readonly EnvAtom[] };

/** One indivisible piece of an {@link EnvValue}. */
export type EnvAtom =
    /** Text that anybody may read: it appears in previews, task definitions and state. */
    | { readonly kind: "plain"; readonly value: string }
    /** The app's secret of that name; its value reaches the container by reference. */
    | { readonly kind: "secret"; readonly name: string }
    /** An address, port or name that exists only after deployment, such as `DB_HOST` of a managed database. */
    | { readonly kind: "output"; readonly name: string };

/** The names of the secrets that a value mentions, in order of appearance. */
export function secretNames(value: EnvValue): string[] {
    const atoms = value.kind === "composite" ? value.parts : [value];
    return atoms.flatMap((atom) => (atom.kind === "secret" ? [atom.name] : []));
}
