import { Environment, ExpressService } from "slipway";

const environment = new Environment("demo", { disposable: true });
const web = new ExpressService("web", {
    environment,
    image: { reference: "public.ecr.aws/nginx/nginx:1.29" },
    port: 80,
    healthPath: "/",
    scaling: { min: 1, max: 3 },
});
export const url = web.url;
