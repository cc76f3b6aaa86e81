import { DashboardCursorSync, type Dashboard } from "@grafana/schema";
import { panels, type Question } from "./panels.js";

/** Grafana's schema of dashboards, as 12.1 writes it. */
const SCHEMA_VERSION = 41;

export function dashboard(uid: string, title: string, questions: readonly Question[]): Dashboard {
    return {
        uid,
        title,
        tags: ["pivotal"],
        schemaVersion: SCHEMA_VERSION,
        version: 1,
        editable: false,
        graphTooltip: DashboardCursorSync.Crosshair,
        time: { from: "now-1h", to: "now" },
        refresh: "30s",
        timezone: "utc",
        panels: panels(questions),
    };
}
