import {
    validateResourceOfType,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
    type TypedResourceValidation,
} from "@pulumi/policy";
import type { Resource } from "@pulumi/pulumi";

/** What a rule asks for, for people. */
export interface RuleHead {
    /** In the words that turn it off: `{"<name>": "disabled"}` in a file given with `--policy-pack-config`. */
    readonly name: string;
    /**
     * Ids of the controls that it keeps: Security Hub (`ECS.4`), Control Tower (`CT.…`), Checkov (`CKV…`), Trivy (`AWS-…`).
     * Without one it is a bar of our own.
     */
    readonly controls: readonly string[];
    /** What must be so, in one sentence. */
    readonly requirement: string;
}

/** One control as code. */
export interface Rule extends RuleHead {
    readonly policy: ResourceValidationPolicy | StackValidationPolicy;
}

/** A type of resource, as the provider's SDK declares it. */
export type ResourceClass<R extends Resource, A> = Parameters<typeof validateResourceOfType<R, A>>[0];

/** What is wrong with one resource's inputs: each problem says what, the value given and what to do. Empty: nothing. */
type Problems<Inputs> = (inputs: Inputs) => readonly string[];

type InputsOf<R extends Resource, A> = Parameters<Parameters<typeof validateResourceOfType<R, A>>[1]>[0];

/** A rule about each resource of one type. */
export function resourceRule<R extends Resource, A>(
    resourceClass: ResourceClass<R, A>,
    head: RuleHead,
    problems: Problems<InputsOf<R, A>>,
): Rule {
    const validate: TypedResourceValidation<InputsOf<R, A>> = (inputs, _, report) => {
        for (const problem of problems(inputs)) report(problem);
    };
    return {
        ...head,
        policy: { ...described(head), validateResource: validateResourceOfType<R, A>(resourceClass, validate) },
    };
}

/** One resource of a stack, as a rule about the stack sees it: with what AWS has added. */
export interface StackResource {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly props: Readonly<Record<string, unknown>>;
}

/** A rule about resources that need each other. The stack's resources in, the ones in the wrong out. */
export function stackRule(
    head: RuleHead,
    problems: (resources: readonly StackResource[]) => readonly { readonly urn: string; readonly message: string }[],
): Rule {
    const validateStack: StackValidationPolicy["validateStack"] = ({ resources }, report) => {
        for (const { urn, message } of problems(resources)) report(message, urn);
    };
    return { ...head, policy: { ...described(head), validateStack } };
}

function described({ name, controls, requirement }: RuleHead) {
    const ids = controls.length > 0 ? ` (${controls.join(", ")})` : "";
    return { name, description: `${requirement}${ids}` };
}
