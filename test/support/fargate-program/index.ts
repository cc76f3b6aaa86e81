/** A Pulumi program of somebody who uses the components without Compose. */
import * as pulumi from "@pulumi/pulumi";
import { Environment } from "../../../components/environment";
import { FargateService } from "../../../components/fargate-service";
import { PriceEstimate, watchResources } from "../../../components/price-estimate";

const config = new pulumi.Config();
const resources = watchResources();
const environment = new Environment("environment", { disposable: true });
const api = new FargateService("api", {
    environment,
    image: { reference: "registry.example/api:1" },
    publish: [{ port: 18080, containerPort: 8080, allow: ["203.0.113.7/32"] }],
    copies: config.getNumber("copies"),
    variables: { LOG_LEVEL: config.get("logLevel") ?? "info" },
    secrets: { API_TOKEN: { value: config.requireSecret("token") } },
    labelKey: config.requireSecret("labelKey"),
    deadlineSeconds: config.getNumber("deadlineSeconds"),
});
new PriceEstimate("price", { resources, region: environment.account.region });

export const url = api.urls[0];
