import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { passes } from "./api";
import "./styles.css";

const retry = (count: number, error: unknown): boolean => passes(error) && count < 10;
const queries = new QueryClient({ defaultOptions: { queries: { retry, staleTime: 60_000 } } });

createRoot(document.getElementById("root") as HTMLElement).render(
    <StrictMode>
        <QueryClientProvider client={queries}>
            <App />
        </QueryClientProvider>
    </StrictMode>,
);
