/** Times the phases of a release, so that users see where the time went. */
export class Phases {
    private readonly start = Date.now();
    private readonly timings: { name: string; ms: number }[] = [];

    async time<T>(name: string, work: () => Promise<T>): Promise<T> {
        const begun = Date.now();
        try {
            return await work();
        } finally {
            this.timings.push({ name, ms: Date.now() - begun });
        }
    }

    /** Such as `12.3 s: checks 0.2, web 8.0, health 0.4`. */
    toString(): string {
        const parts = this.timings.map(({ name, ms }) => `${name} ${seconds(ms)}`);
        return `${seconds(Date.now() - this.start)} s${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
    }
}

function seconds(ms: number): string {
    return (ms / 1000).toFixed(1);
}
