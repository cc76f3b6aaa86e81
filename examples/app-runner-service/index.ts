import { AppRunnerService, Environment } from "slipway";

const environment = new Environment("demo", { disposable: true });
const web = new AppRunnerService("web", {
    environment,
    image: { reference: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1" },
    port: 8080,
    variables: { LOG_LEVEL: "info" },
    scaling: { min: 1, max: 4 },
});
export const url = web.url;
