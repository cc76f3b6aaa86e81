/** What is used here of any client of the SDK. */
interface Client {
    readonly middlewareStack: {
        add(
            middleware: (next: (request: never) => Promise<Answered>) => (request: never) => Promise<Answered>,
            at: { readonly step: "deserialize"; readonly priority: "low"; readonly name: string },
        ): void;
    };
}

interface Answered {
    /** As HTTP has it. */
    readonly response: unknown;
}

/**
 * Milliseconds since 1970 by AWS's clock, once the client has had an answer, a refusal included: a laptop's clock may be wrong.
 * The SDK's own `systemClockOffset` is of no use, as it counts from five minutes up.
 */
export function clockOf(client: object): () => number {
    let ahead = 0;
    const listening = (next: (request: never) => Promise<Answered>) => async (request: never) => {
        const answered = await next(request);
        const { headers = {} } = answered.response as { headers?: Record<string, string> };
        const date = Date.parse(headers.date ?? "");
        if (!Number.isNaN(date)) ahead = date - Date.now();
        return answered;
    };
    // Next to the wire: there a refusal is an answer as any other.
    (client as Client).middlewareStack.add(listening, { step: "deserialize", priority: "low", name: "slipwayClock" });
    return () => Date.now() + ahead;
}
