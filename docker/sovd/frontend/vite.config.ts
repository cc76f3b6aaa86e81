import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Puts a compressed copy beside each asset, for nginx's gzip_static: compressed once, and as small as it gets. */
function compressed(): Plugin {
    return {
        name: "compressed",
        apply: "build",
        writeBundle({ dir = "dist" }) {
            const assets = join(dir, "assets");
            for (const name of readdirSync(assets).filter((file) => /\.(js|css|svg)$/.test(file))) {
                writeFileSync(join(assets, `${name}.gz`), gzipSync(readFileSync(join(assets, name)), { level: 9 }));
            }
        },
    };
}

// What seldom changes lies apart from what often does, so that a release leaves it in browsers' caches.
const vendors = [
    { name: "vendor-react", test: /node_modules\/(react|react-dom|scheduler)\// },
    { name: "vendor-query", test: /node_modules\/@tanstack\// },
];

export default defineConfig({
    plugins: [react(), compressed()],
    build: {
        target: "es2022",
        sourcemap: false,
        // Inline images would need `data:` in the content security policy.
        assetsInlineLimit: 0,
        rolldownOptions: { output: { codeSplitting: { groups: vendors } } },
    },
    server: { proxy: { "/api": "http://127.0.0.1:8000", "/ws": { target: "ws://127.0.0.1:8000", ws: true } } },
    test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
});
