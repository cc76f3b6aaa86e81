import { ReleaseError, type ReleaseContext } from "../contract";

/**
 * Waits for work that a cancellation may cut off anywhere, between two looks or in the middle of one, and tells what goes on without us.
 *
 * @throws ReleaseError with `told`, where the work ended because it was cancelled
 */
export async function unlessCancelled<T>(
    { signal }: Pick<ReleaseContext, "signal">,
    told: string,
    work: () => Promise<T>,
): Promise<T> {
    try {
        return await work();
    } catch (error) {
        if (error instanceof ReleaseError || !signal.aborted) throw error;
        throw new ReleaseError(told);
    }
}
