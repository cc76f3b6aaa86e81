/**
 * Runs a program without stack traces. Pulumi takes one for each promise that it follows, and jest maps every frame of it back to
 * its source: two thirds of a mocked program's time. An error thrown inside keeps its message, not where it was thrown.
 */
export async function withoutStacks<T>(program: () => Promise<T>): Promise<T> {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
        return await program();
    } finally {
        Error.stackTraceLimit = limit;
    }
}
