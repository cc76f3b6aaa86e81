import type { Stack } from "../stack";

/** What a check found. A warning does not make the command fail. */
export interface Finding {
    readonly result: "ok" | "warning" | "wrong";
    /** What is there, or what is wrong with it, with the value that was found. Never a secret value. */
    readonly what: string;
    /** What to do about it. */
    readonly todo?: string;
}

/** What the checks look at. */
export interface Patient {
    /** The stack's settings; `undefined` where no stack is chosen or its settings cannot be read. */
    readonly stack?: Stack;
    /** Why there is none: shown as a finding of its own. */
    readonly withoutStack?: Finding;
    readonly directory: string;
    readonly variables: Readonly<Record<string, string | undefined>>;
}

/** One thing that is looked at. */
export interface Check {
    /** Shown in front of what it finds. */
    readonly name: string;
    /** How long it may take, in milliseconds. @default 10000 */
    readonly limitMs?: number;
    /** Whether there is anything to look at for this stack. @default always */
    readonly concerns?: (patient: Patient) => boolean;
    /** Whatever it throws is a finding too: the check itself could not be made. */
    readonly find: (patient: Patient, signal: AbortSignal) => Promise<Finding | readonly Finding[]>;
}

export const ok = (what: string): Finding => ({ result: "ok", what });
export const warning = (what: string, todo: string): Finding => ({ result: "warning", what, todo });
export const wrong = (what: string, todo: string): Finding => ({ result: "wrong", what, todo });
