/** What backend and frontend both know: a story, its states, and the way from one to the next. */

export const STATES = ["planned", "started", "delivered", "accepted", "rejected"] as const;
export type State = (typeof STATES)[number];

/** What a story may be estimated at. */
export const POINTS = [0, 1, 2, 3, 5, 8] as const;

/** The longest title, in characters. */
export const LONGEST_TITLE = 200;

const NEXT: Readonly<Record<State, readonly State[]>> = {
    planned: ["started"],
    started: ["delivered", "planned"],
    delivered: ["accepted", "rejected"],
    accepted: [],
    rejected: ["started"],
};

/** The states that a story may go to from here. */
export function nextStates(from: State): readonly State[] {
    return NEXT[from];
}

export interface Story {
    /** A UUID that the client chooses: a request sent twice makes one story. */
    readonly id: string;
    readonly title: string;
    readonly points: number;
    readonly state: State;
    /** Counts the changes: who changes a story says which version was looked at. */
    readonly version: number;
    /** ISO 8601 */
    readonly createdAt: string;
    /** ISO 8601 */
    readonly updatedAt: string;
}

/** Points accepted in each week, newest first. */
export interface Velocity {
    /** ISO 8601: when it was counted; it may come from the cache. */
    readonly countedAt: string;
    readonly weeks: readonly { readonly week: string; readonly points: number; readonly stories: number }[];
}

/** The body of every answer that is an error. */
export interface Problem {
    readonly error: { readonly code: string; readonly cause: string; readonly action: string };
}

export interface NewStory {
    readonly id: string;
    readonly title: string;
    readonly points: number;
}

export interface Move {
    readonly state: State;
    readonly version: number;
}
