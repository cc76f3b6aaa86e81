/** What the backend sends. */
export interface Vehicle {
    readonly id: number;
    readonly vin: string;
    readonly name: string;
}

export interface CommandKind {
    readonly name: string;
    readonly title: string;
    readonly parameters: Readonly<Record<string, readonly string[]>>;
}

export interface CommandResponse {
    readonly sequence: number;
    readonly payload: Readonly<Record<string, unknown>>;
    readonly created_at: string;
}

export interface Command {
    readonly id: string;
    readonly vehicle_id: number;
    readonly name: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly status: "pending" | "running" | "completed" | "failed";
    readonly requested_by: string;
    readonly created_at: string;
    readonly version: number;
    readonly responses: readonly CommandResponse[];
}

export interface Session {
    readonly token: string;
    readonly username: string;
}

/** An answer that is not what was asked for, in words for people. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

/** Asks the backend; the page and it share one origin. */
async function ask<T>(path: string, token: string | undefined, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { ...(token && { Authorization: `Bearer ${token}` }) };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const request = { headers, ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }) };
    const answer = await fetch(`/api/v1${path}`, request).catch(() => {
        throw new ApiError(0, "The service cannot be reached.");
    });
    const content = (await answer.json().catch(() => ({}))) as { detail?: unknown };
    if (answer.ok) return content as T;
    const detail = typeof content.detail === "string" ? content.detail : `The service answered ${answer.status}.`;
    throw new ApiError(answer.status, detail);
}

/** Whether trying the same thing again may help. */
export function passes(error: unknown): boolean {
    return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

export const logIn = (username: string, password: string): Promise<Session> =>
    ask<Session>("/login", undefined, { username, password });
export const listVehicles = (token: string): Promise<Vehicle[]> => ask("/vehicles", token);
export const listKinds = (token: string): Promise<CommandKind[]> => ask("/commands/kinds", token);

/** Sends a command. The id is made here: sent again after an error, it is still one command. */
export async function sendCommand(
    token: string,
    vehicle: number,
    command: { id: string; name: string; parameters: Record<string, string> },
): Promise<Command> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await ask<Command>(`/vehicles/${vehicle}/commands`, token, command);
        } catch (error) {
            if (attempt >= 4 || !passes(error)) throw error;
            await new Promise((done) => setTimeout(done, 500 * attempt));
        }
    }
}
