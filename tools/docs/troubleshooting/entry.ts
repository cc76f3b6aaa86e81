/** A message, and what to do when one meets it. */
export interface Entry {
    /** The message as it is printed; `…` stands for what differs from case to case. */
    readonly says: string;
    /** Where the message is written: a file in the repository. Of somebody else's message: the test that met it, or the page that quotes it. */
    readonly in: string;
    /** Whose message it is, where it is not Slipway's. */
    readonly by?: "Pulumi" | "AWS" | "Docker Compose";
    /** What has happened. */
    readonly means: string;
    /** What to do, with commands that can be copied. */
    readonly todo: string;
}

export interface Chapter {
    readonly title: string;
    readonly entries: readonly Entry[];
}
