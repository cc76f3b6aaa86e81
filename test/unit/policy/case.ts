import type { MadeResource } from "../../support/mocked-stack";

/** Resources that a rule accepts, and the same in the wrong with exactly what is said about them. */
export interface RuleCase {
    readonly good: readonly MadeResource[];
    readonly bad: readonly { readonly resources: readonly MadeResource[]; readonly says: readonly string[] }[];
}

export type Inputs = Readonly<Record<string, unknown>>;

export const made = (type: string, inputs: Inputs): MadeResource => ({
    type,
    name: "it",
    id: "it",
    inputs: { ...inputs },
    outputs: {},
});

/** A rule about one type: the good inputs, and changes to them. `undefined` takes an input away. */
export function of(
    type: string,
    good: Inputs,
    ...bad: readonly (readonly [change: Inputs, ...says: string[]])[]
): RuleCase {
    const label = type.split(":")[2]!;
    return {
        good: [made(type, good)],
        bad: bad.map(([change, ...says]) => ({
            resources: [made(type, { ...good, ...change })],
            says: says.map((text) => `${label}::it: ${text}`),
        })),
    };
}
