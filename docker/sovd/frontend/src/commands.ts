import type { Command } from "./api";

/** All commands that this page knows, by id. */
export type Commands = ReadonlyMap<string, Command>;

/** Adds what was told. The higher version is right: messages may come twice, and late ones change nothing. */
export function merged(known: Commands, told: readonly Command[]): Commands {
    const next = new Map(known);
    for (const command of told) {
        const before = next.get(command.id);
        if (!before || before.version < command.version) next.set(command.id, command);
    }
    return next;
}

/** A vehicle's commands, the newest first. */
export function commandsOf(known: Commands, vehicle: number): Command[] {
    return [...known.values()]
        .filter((command) => command.vehicle_id === vehicle)
        .sort((a, b) => b.created_at.localeCompare(a.created_at));
}
