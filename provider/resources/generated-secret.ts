import { randomBytes } from "node:crypto";
import { changes, open, secret, type Properties } from "../engine/property-values";
import type { Difference, Resource, State } from "../engine/resource";

/**
 * A random value made once: 32 random bytes as 43 characters that are safe in URLs, shells and YAML. It is kept in state,
 * encrypted. Another `generation` makes a new one.
 */
export class GeneratedSecretResource implements Resource {
    async diff(state: State, news: Properties): Promise<Difference> {
        return { changes: changes(state.inputs, news) };
    }

    async create(news: Properties, preview: boolean): Promise<{ id: string; outputs: Properties }> {
        const id = String(open<Properties>(news).name);
        return { id, outputs: preview ? news : { ...news, value: secret(freshValue()) } };
    }

    async update(state: State, news: Properties, preview: boolean): Promise<Properties> {
        const renewed = open<Properties>(state.inputs).generation !== open<Properties>(news).generation;
        if (!renewed) return { ...news, value: state.outputs.value };
        return preview ? news : { ...news, value: secret(freshValue()) };
    }

    async delete(): Promise<void> {
        // The value is gone with the state that held it.
    }
}

function freshValue(): string {
    return randomBytes(32).toString("base64url");
}
