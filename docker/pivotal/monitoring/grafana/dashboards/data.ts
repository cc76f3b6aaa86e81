import { dashboard } from "./board.js";

const DATABASE = '{datname="pivotal"}';

/** What lies below: PostgreSQL, Redis, and whether Prometheus reaches everybody. */
export const data = dashboard("pivotal-data", "Pivotal: data and monitoring", [
    { title: "Targets", kind: "stat", unit: "short", queries: [{ expr: "up", legendFormat: "{{job}} {{instance}}" }] },
    {
        title: "PostgreSQL and Redis",
        kind: "stat",
        unit: "short",
        queries: [
            { expr: "pg_up", legendFormat: "PostgreSQL" },
            { expr: "redis_up", legendFormat: "Redis" },
        ],
    },
    {
        title: "Alert rules",
        kind: "stat",
        unit: "short",
        queries: [{ expr: "sum(prometheus_rule_group_rules)" }],
    },
    {
        title: "Connections of the backend to PostgreSQL",
        kind: "timeseries",
        unit: "short",
        queries: [{ expr: "sum by (state) (pivotal_database_connections)", legendFormat: "{{state}}" }],
    },
    {
        title: "Transactions",
        kind: "timeseries",
        unit: "ops",
        queries: [
            { expr: `rate(pg_stat_database_xact_commit${DATABASE}[1m])`, legendFormat: "committed" },
            { expr: `rate(pg_stat_database_xact_rollback${DATABASE}[1m])`, legendFormat: "rolled back" },
        ],
    },
    {
        title: "Size of the database",
        kind: "timeseries",
        unit: "bytes",
        queries: [{ expr: `pg_database_size_bytes${DATABASE}`, legendFormat: "{{datname}}" }],
    },
    {
        title: "Share of reads that PostgreSQL had in memory",
        kind: "timeseries",
        unit: "percentunit",
        queries: [
            {
                expr: `pg_stat_database_blks_hit${DATABASE} / (pg_stat_database_blks_hit${DATABASE} + pg_stat_database_blks_read${DATABASE})`,
                legendFormat: "{{datname}}",
            },
        ],
    },
    {
        title: "Redis: memory",
        kind: "timeseries",
        unit: "bytes",
        queries: [{ expr: "redis_memory_used_bytes", legendFormat: "used" }],
    },
    {
        title: "Redis: commands",
        kind: "timeseries",
        unit: "ops",
        queries: [{ expr: "rate(redis_commands_processed_total[1m])", legendFormat: "processed" }],
    },
]);
