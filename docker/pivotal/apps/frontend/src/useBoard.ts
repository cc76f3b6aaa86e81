import type { Story, Velocity } from "@pivotal/shared";
import { useCallback, useEffect, useState } from "react";
import { type Api, Failure } from "./api";

/** How often the board asks for others' changes, in milliseconds. */
const REFRESH_MS = 3000;

export interface Board {
    readonly stories: readonly Story[] | undefined;
    readonly velocity: Velocity | undefined;
    /** Why the board may be out of date. */
    readonly trouble: Failure | undefined;
    /** When it was last known to be right. */
    readonly seenAt: Date | undefined;
    refresh(): Promise<void>;
}

/** The board, asked for again and again: it comes back by itself after a fault. */
export function useBoard(api: Api): Board {
    const [state, setState] = useState<Omit<Board, "refresh">>({
        stories: undefined,
        velocity: undefined,
        trouble: undefined,
        seenAt: undefined,
    });
    const refresh = useCallback(async () => {
        try {
            const [stories, velocity] = await Promise.all([api.stories(), api.velocity()]);
            setState({ stories, velocity, trouble: undefined, seenAt: new Date() });
        } catch (problem) {
            const trouble = problem instanceof Failure ? problem : new Failure("failed", String(problem), "");
            setState((before) => ({ ...before, trouble }));
        }
    }, [api]);
    useEffect(() => {
        let timer: ReturnType<typeof setTimeout>;
        let left = false;
        const turn = async () => {
            await refresh();
            if (!left) timer = setTimeout(turn, REFRESH_MS);
        };
        void turn();
        return () => {
            left = true;
            clearTimeout(timer);
        };
    }, [refresh]);
    return { ...state, refresh };
}
