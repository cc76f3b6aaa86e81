import type { State } from "@pivotal/shared";

/** A state as the heading of its column. */
export const HEADINGS: Readonly<Record<State, string>> = {
    planned: "Planned",
    started: "In progress",
    delivered: "Delivered",
    accepted: "Accepted",
    rejected: "Rejected",
};

/** The button that leads to a state. */
export function verb(from: State, to: State): string {
    if (to === "started") return from === "rejected" ? "Restart" : "Start";
    return { planned: "Put back", delivered: "Deliver", accepted: "Accept", rejected: "Reject" }[to];
}
