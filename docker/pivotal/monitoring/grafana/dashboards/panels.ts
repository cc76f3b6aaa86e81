import type { DataSourceRef, FieldConfig, Panel } from "@grafana/schema";

const PROMETHEUS: DataSourceRef = { type: "prometheus", uid: "prometheus" };
/** Grafana's grid is 24 wide; three panels a row. */
const [WIDTH, HEIGHT] = [8, 7];

/** A question to Prometheus, and what its lines are called. */
export interface Query {
    readonly expr: string;
    readonly legendFormat?: string;
}

export interface Question {
    readonly title: string;
    readonly kind: "timeseries" | "stat";
    readonly unit: string;
    readonly queries: readonly Query[];
    readonly description?: string;
}

/** Panels side by side, by Grafana's own types: one that Grafana does not know fails the build. */
export function panels(questions: readonly Question[]): Panel[] {
    return questions.map(({ title, kind, unit, queries, description }, index): Panel => {
        const defaults: FieldConfig = { unit, min: 0 };
        return {
            id: index + 1,
            type: kind,
            title,
            ...(description !== undefined && { description }),
            datasource: PROMETHEUS,
            gridPos: { h: HEIGHT, w: WIDTH, x: (index % 3) * WIDTH, y: Math.floor(index / 3) * HEIGHT },
            fieldConfig: { defaults, overrides: [] },
            targets: queries.map(({ expr, legendFormat = "__auto" }, at) => ({
                refId: String.fromCharCode(65 + at),
                datasource: PROMETHEUS,
                expr,
                legendFormat,
                instant: kind === "stat",
                range: kind !== "stat",
            })),
        };
    });
}
