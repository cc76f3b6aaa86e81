import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

export default defineConfig({
    plugins: [vue()],
    build: { target: "es2022", sourcemap: false },
    // `pnpm dev` serves the page; the API stays with Flask on 8080.
    server: { proxy: { "/api": "http://127.0.0.1:8080", "/health": "http://127.0.0.1:8080" } },
    test: { environment: "happy-dom", include: ["tests/**/*.test.ts", "browser/**/*.test.ts"] },
});
