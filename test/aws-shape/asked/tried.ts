/** How work ends is proven elsewhere; here only what it asks counts. */
export const tried = (work: () => Promise<unknown>): Promise<unknown> => work().catch(() => undefined);
