/** "3 hours ago", in words; the empty string for a date that is none. */
export function ago(date: string, now = Date.now()): string {
    const seconds = (Date.parse(date) - now) / 1000;
    if (Number.isNaN(seconds)) return "";
    const units = [
        ["year", 31536000],
        ["month", 2592000],
        ["day", 86400],
        ["hour", 3600],
        ["minute", 60],
    ] as const;
    const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
    const unit = units.find(([, size]) => Math.abs(seconds) >= size);
    return unit ? words.format(Math.round(seconds / unit[1]), unit[0]) : "just now";
}
