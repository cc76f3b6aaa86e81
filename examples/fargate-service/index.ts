import { Environment, FargateService } from "slipway";

const environment = new Environment("demo", { disposable: true });
const web = new FargateService("web", {
    environment,
    image: { reference: "public.ecr.aws/nginx/nginx:1.29" },
    publish: [{ port: 80, containerPort: 80, healthPath: "/", allow: ["203.0.113.7/32"] }],
    scaling: { min: 2, max: 4 },
});
export const url = web.urls[0];
