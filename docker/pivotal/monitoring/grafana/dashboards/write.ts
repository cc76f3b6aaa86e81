/** Writes each dashboard as the JSON that Grafana reads: `node build/write.js`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { data } from "./data.js";
import { service } from "./service.js";

mkdirSync("build/json", { recursive: true });
for (const board of [service, data]) writeFileSync(`build/json/${board.uid}.json`, `${JSON.stringify(board, null, 2)}\n`);
