const BYTE_UNITS: Readonly<Record<string, number>> = {
    b: 1,
    k: 1024,
    kb: 1024,
    m: 1024 ** 2,
    mb: 1024 ** 2,
    g: 1024 ** 3,
    gb: 1024 ** 3,
    t: 1024 ** 4,
    tb: 1024 ** 4,
};

/** `"67108864"`, `"64m"`, `-1` → bytes. */
export function parseBytes(value: string | number): number | undefined {
    if (typeof value === "number") return value;
    const found = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim());
    const unit = BYTE_UNITS[found?.[2]?.toLowerCase() || "b"];
    return found && unit !== undefined ? Math.floor(Number(found[1]) * unit) : undefined;
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
    ns: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    ms: 1e-3,
    s: 1,
    m: 60,
    h: 3600,
    d: 86400,
};

/** `"1m30s"`, `"500ms"` → seconds, rounded to a microsecond. */
export function parseDurationSeconds(value: string): number | undefined {
    const text = value.trim();
    if (text === "0") return 0;
    if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d))+$/.test(text)) return undefined;
    let seconds = 0;
    for (const [, amount, unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g)) {
        seconds += Number(amount) * (SECONDS_PER_UNIT[unit] ?? 0);
    }
    return Math.round(seconds * 1e6) / 1e6;
}

/** `536870912` → `512 MiB`, for people. */
export function formatBytes(bytes: number): string {
    const steps: [string, number][] = [
        ["GiB", 1024 ** 3],
        ["MiB", 1024 ** 2],
        ["KiB", 1024],
    ];
    for (const [unit, size] of steps) {
        if (bytes >= size && bytes % (size / 4) === 0) return `${bytes / size} ${unit}`;
    }
    return `${bytes} bytes`;
}
