import { ComposeApp, Environment } from "slipway";

const environment = new Environment("demo", { disposable: true, host: { instanceType: "t3.micro" } });
const web = new ComposeApp("web", {
    host: environment.composeHost,
    secrets: {},
    plan: {
        app: "web",
        services: {
            web: {
                build: { context: "-", dockerfileInline: "FROM public.ecr.aws/nginx/nginx:1.29\n" },
                environment: {},
                copies: 1,
                writable: false,
                health: { containerPort: 80, path: "/" },
                startSeconds: 60,
                stopSeconds: 10,
                egressPorts: [],
            },
        },
        jobs: [],
        routes: [{ service: "web", port: 80, allow: ["203.0.113.7/32"] }],
        // What else Docker Compose is told, in its own words.
        definition: { services: { web: { restart: "unless-stopped" } } },
    },
});
export const url = web.urls.web;
