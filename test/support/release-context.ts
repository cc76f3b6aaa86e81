import type { ReleaseContext } from "../../provider/contract";

/** How a release ended. */
export interface Told {
    readonly passed?: string;
    readonly message?: string;
    readonly details?: readonly string[];
    readonly said: readonly string[];
}

/** What a release is given in a test. */
export interface Circumstances {
    readonly seconds?: number;
    readonly signal?: AbortSignal;
    /** Called with each line that is said. */
    readonly heard?: (line: string) => void;
    /** Milliseconds between two looks at what explains the waiting. */
    readonly aside?: number;
    /** Milliseconds before a deployment that is not to be seen is asked for. */
    readonly confirm?: number;
}

/** A release's context that notes what is said, each line once in a row. */
export function contextFor(
    said: string[],
    { seconds = 20, signal = new AbortController().signal, heard }: Circumstances,
): ReleaseContext {
    return {
        say: (line) => {
            if (said.at(-1) !== line) said.push(line);
            heard?.(line);
        },
        redact: (text) => text,
        phase: (_, work) => work(),
        deadline: Date.now() + seconds * 1000,
        signal,
        started: () => undefined,
    };
}
