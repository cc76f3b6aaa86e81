import { dashboard } from "./board.js";

const API = '{route=~"/api/.*"}';

/** What people notice: requests, errors, time, and stories. */
export const service = dashboard("pivotal-service", "Pivotal: service", [
    {
        title: "Requests",
        kind: "timeseries",
        unit: "reqps",
        queries: [
            {
                expr: `sum by (route) (rate(http_request_duration_seconds_count${API}[1m]))`,
                legendFormat: "{{route}}",
            },
        ],
    },
    {
        title: "Share of requests that fail",
        kind: "timeseries",
        unit: "percentunit",
        queries: [
            {
                expr: '(sum(rate(http_request_duration_seconds_count{status=~"5.."}[1m])) or vector(0)) / sum(rate(http_request_duration_seconds_count[1m]))',
                legendFormat: "5xx",
            },
        ],
    },
    {
        title: "Time of a request",
        kind: "timeseries",
        unit: "s",
        queries: [0.5, 0.95, 0.99].map((share) => ({
            expr: `histogram_quantile(${share}, sum by (le) (rate(http_request_duration_seconds_bucket${API}[1m])))`,
            legendFormat: `${share * 100} %`,
        })),
    },
    {
        title: "Stories added",
        kind: "stat",
        unit: "short",
        queries: [{ expr: "sum(pivotal_stories_created_total)" }],
        description: "By the copies of the backend that run, each since its start",
    },
    {
        title: "Stories moved",
        kind: "stat",
        unit: "short",
        queries: [{ expr: "sum by (state) (pivotal_stories_moved_total)", legendFormat: "{{state}}" }],
        description: "By the copies of the backend that run, each since its start",
    },
    {
        title: "Answers of the cache",
        kind: "timeseries",
        unit: "reqps",
        queries: [
            { expr: "sum by (result) (rate(pivotal_cache_requests_total[1m]))", legendFormat: "{{result}}" },
        ],
    },
    {
        title: "Backend: memory",
        kind: "timeseries",
        unit: "bytes",
        queries: [{ expr: 'process_resident_memory_bytes{job="backend"}', legendFormat: "{{instance}}" }],
    },
    {
        title: "Backend: CPU",
        kind: "timeseries",
        unit: "percentunit",
        queries: [{ expr: 'rate(process_cpu_seconds_total{job="backend"}[1m])', legendFormat: "{{instance}}" }],
    },
    {
        title: "Backend: delay of the event loop, 99 %",
        kind: "timeseries",
        unit: "s",
        queries: [{ expr: "nodejs_eventloop_lag_p99_seconds", legendFormat: "{{instance}}" }],
    },
]);
