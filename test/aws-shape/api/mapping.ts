import type { Resource, Unwrap } from "@pulumi/pulumi";
import type { MadeResource } from "../../support/mocked-stack";
import { watched } from "./watched";

/** One request to AWS, in the words of botocore's service models. */
export interface ApiCall {
    /** Folder of the model, such as `elbv2`. */
    readonly service: string;
    readonly operation: string;
    readonly params: Readonly<Record<string, unknown>>;
}

/** How the provider turns one type of resource into requests. */
export interface Mapping {
    readonly type: string;
    /** @throws where an input is neither sent nor known to stay with the provider */
    calls(resource: MadeResource): readonly ApiCall[];
}

/** What a mapping knows of the resource besides its inputs. */
export interface Made {
    /** The name, given or made by the provider. */
    readonly name: string;
    readonly id: string;
}

type ResourceClass<A> = abstract new (name: string, args: A, ...rest: never[]) => Resource;

/** Inputs that the provider keeps to itself, for every type. Tags go to AWS in one form everywhere: key and value. */
const NEVER_SENT = ["tags", "name", "namePrefix", "region"];

/** The requests of one type; `kept` names inputs that the provider does not send when it creates the resource. */
export function mapping<A>(
    resourceClass: ResourceClass<A>,
    kept: readonly (keyof NonNullable<A> & string)[],
    calls: (inputs: Unwrap<NonNullable<A>>, made: Made) => readonly ApiCall[],
): Mapping {
    const type = (resourceClass as unknown as { __pulumiType: string }).__pulumiType;
    return {
        type,
        calls(resource) {
            const { view, unread } = watched(resource.inputs);
            const made = calls(view as Unwrap<NonNullable<A>>, { name: nameOf(resource), id: resource.id });
            // Without what is not given: AWS is not asked for it.
            const plain = JSON.parse(JSON.stringify(made)) as ApiCall[];
            const silent = [...NEVER_SENT, ...kept].map((key) => `.${key}`);
            const left = unread().filter((path) => !silent.some((key) => path === key || path.startsWith(`${key}.`)));
            if (left.length > 0)
                throw new Error(
                    `${type} ${resource.name}: no request carries ${left.join(", ")}: add it to the mapping`,
                );
            return plain;
        },
    };
}

/** One request. */
export function call(service: string, operation: string, params: Record<string, unknown>): ApiCall {
    return { service, operation, params };
}

/** `[{ Key, Value }]` of those that are given, values as texts. */
export function attributes(values: Readonly<Record<string, unknown>>): { Key: string; Value: string }[] {
    return Object.entries(values).flatMap(([Key, value]) =>
        value === undefined ? [] : [{ Key, Value: String(value) }],
    );
}

function nameOf({ inputs: { name, namePrefix }, name: logical }: MadeResource): string {
    if (typeof name === "string") return name;
    // The provider adds a time and a counter, as far as 32 characters reach for those that have the limit.
    return typeof namePrefix === "string" ? `${namePrefix}20261121000000000000000001`.slice(0, 32) : logical;
}
