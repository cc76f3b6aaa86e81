import type { PriceName } from "../prices/table";

/** A resource of a stack that is to be destroyed, as Pulumi's state tells it. What is not known, or secret, is no text. */
export interface Doomed {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** What AWS knows it by. */
    readonly id: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    /** Pulumi forgets it and leaves it where it is (`retainOnDelete`). */
    readonly retained: boolean;
    readonly protected: boolean;
}

/** What something that stays costs. */
export type Cost =
    | { readonly free: string }
    /** So many GB for a month, or so many of what the price is of. `assumed`: nobody knows beforehand how many. */
    | { readonly price: PriceName; readonly count: number; readonly assumed: boolean }
    /** It costs something, and the table has no price for it. */
    | { readonly unpriced: string };

/** Something that is there after `pulumi destroy`. */
export interface Left {
    /** In the words of the console: `database snapshot`. */
    readonly kind: string;
    /** What AWS, or Docker, knows it by. */
    readonly id: string;
    readonly cost: Cost;
    /** When it goes by itself, or what it is good for. */
    readonly note?: string;
    /** The command that takes it away. Absent: it goes by itself, or there is nothing to take away. */
    readonly remove?: string;
}

/** What makes `pulumi destroy` fail until a person has said otherwise. */
export interface Obstacle {
    readonly what: string;
    readonly id: string;
    /** What it keeps from being deleted, in a few words. */
    readonly why: string;
    /** The command that lifts it. */
    readonly lift: string;
}

/** What destroying a resource of one type means. */
export interface TeardownRule {
    /** What AWS, or Docker, keeps although Pulumi deletes the resource. */
    readonly leaves?: (resource: Doomed) => readonly Left[];
    /** The resource itself, where Pulumi is told to leave it (`retainOnDelete`); `part`: of another one, which has a line of its own. */
    readonly kept?: ((resource: Doomed) => Left) | "part";
    /** What AWS refuses. */
    readonly obstacles?: (resource: Doomed) => readonly Obstacle[];
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function record(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : {};
}
