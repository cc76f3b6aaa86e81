/** CPU and memory of one copy. */
export interface Size {
    /** CPU units, 1024 to a vCPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
}

/** The pairs of CPU and memory that a service of AWS has. */
export interface OfferedSizes {
    /** Such as `Fargate`. */
    readonly name: string;
    /** What has the size, such as `a task`. */
    readonly unit: string;
    /** CPU units → memory sizes in MiB, both from small to large. */
    readonly sizes: readonly (readonly [cpu: number, memories: readonly number[]])[];
}

/** Every memory size that goes with `cpu`. */
export function memorySizes({ sizes }: OfferedSizes, cpu: number): readonly number[] {
    return sizes.find(([size]) => size === cpu)?.[1] ?? [];
}

/** The smallest size that gives at least what is asked, or a sentence that says why there is none. */
export function smallestSize({ name, sizes }: OfferedSizes, wanted: Partial<Size>): Size | string {
    const [[leastCpu, [leastMemory = 0]]] = sizes as [[number, readonly number[]]];
    const [cpu, memoryMiB] = [wanted.cpu ?? leastCpu, wanted.memoryMiB ?? leastMemory];
    for (const [size, memories] of sizes) {
        if (size < cpu) continue;
        const memory = memories.find((offered) => offered >= memoryMiB);
        if (memory !== undefined) return { cpu: size, memoryMiB: memory };
    }
    const [mostCpu, memories] = sizes.at(-1)!;
    return `asks for ${cpu} CPU units and ${memoryMiB} MiB, but the largest size of ${name} is ${mostCpu} CPU units with ${memories.at(-1)} MiB: ask for less.`;
}

/** What is wrong with an exact pair, or `undefined`. */
export function sizeProblem(offers: OfferedSizes, { cpu, memoryMiB }: Size): string | undefined {
    const memories = memorySizes(offers, cpu);
    const { name, sizes } = offers;
    if (memories.length === 0) {
        return `asks for ${cpu} CPU units, which ${name} does not have: use one of ${sizes.map(([size]) => size).join(", ")}.`;
    }
    if (memories.includes(memoryMiB)) return undefined;
    return `asks for ${memoryMiB} MiB with ${cpu} CPU units, which ${name} does not have: use ${memories.length > 8 ? range(memories) : memories.join(", ")} MiB.`;
}

function range(sizes: readonly number[]): string {
    return `${sizes[0]}, ${sizes[1]}, … ${sizes[sizes.length - 1]}`;
}
