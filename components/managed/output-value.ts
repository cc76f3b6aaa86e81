import * as pulumi from "@pulumi/pulumi";

/** What an app is told of a managed service in one variable, such as `DB_HOST`. */
export interface OutputValue {
    readonly value: pulumi.Input<string>;
    /** What stands for the value before deployment: it changes when the value does, and tells nothing about a secret. */
    readonly identity: string;
    /** Whether it may reach a container by reference only. */
    readonly secret: boolean;
}

/** A text that anybody may read and that is known before deployment. */
export function knownOutput(text: string): OutputValue {
    return { value: text, identity: text, secret: false };
}

/** Several values as one text; secret as soon as one of them is. */
export function joinedOutput(parts: readonly OutputValue[]): OutputValue {
    const secret = parts.some((part) => part.secret);
    const text = pulumi.all(parts.map(({ value }) => value)).apply((known) => known.join(""));
    return {
        value: secret ? pulumi.secret(text) : text,
        identity: parts.map(({ identity }) => identity).join(""),
        secret,
    };
}
