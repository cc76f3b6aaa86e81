import { randomBytes } from "node:crypto";
import { keepValue, keptValue, type KeptValue } from "../docker/kept-value";
import { changes, open, secret, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";

interface Inputs {
    readonly name: string;
    readonly generation?: number;
    /** The Compose project on this machine whose volumes may hold what was made with the value. */
    readonly keptFor?: string;
}

/**
 * A random value made once: 32 random bytes as 43 characters that are safe in URLs, shells and YAML. It is kept in state,
 * encrypted, and, for an app on this machine, beyond a destroy that leaves its volumes. Another `generation` makes a new one.
 */
export class GeneratedSecretResource implements Resource {
    async diff(state: State, news: Properties): Promise<Difference> {
        return { changes: changes(state.inputs, news) };
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        const inputs = open<Inputs>(news);
        const id = String(inputs.name);
        if (preview) return { id, outputs: news };
        const place = placeOf(inputs);
        const kept = place && (await keptValue(place));
        if (kept !== undefined) call.say(`${inputs.name}: as before, since the volumes of then are still there`);
        return { id, outputs: { ...news, value: secret(kept ?? freshValue()) } };
    }

    async update(state: State, news: Properties, preview: boolean): Promise<Properties> {
        const renewed = open<Inputs>(state.inputs).generation !== open<Inputs>(news).generation;
        if (!renewed) return { ...news, value: state.outputs.value };
        return preview ? news : { ...news, value: secret(freshValue()) };
    }

    /** The value goes with the state that held it, unless there is data that was made with it. */
    async delete(state: State): Promise<void> {
        const place = placeOf(open<Inputs>(state.inputs));
        const { value } = open<{ value?: unknown }>(state.outputs);
        if (place !== undefined && typeof value === "string") await keepValue(place, value);
    }
}

function placeOf({ name, generation = 1, keptFor }: Inputs): KeptValue | undefined {
    return keptFor === undefined ? undefined : { project: keptFor, name, generation };
}

function freshValue(): string {
    return randomBytes(32).toString("base64url");
}
