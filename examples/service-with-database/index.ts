import * as vpc from "@pulumi/aws/vpc";
import { Database, Environment, FargateJob, FargateService } from "slipway";

const environment = new Environment("demo", { disposable: true });
const db = new Database("db", { environment, version: "16", databaseName: "shop" });

const image = { reference: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:1" };
const common = { environment, image, secrets: { DATABASE_URL: db.outputs.URL } };
const calls = [{ name: "db", securityGroupId: db.securityGroupId, ports: [db.port] }];
// The job is let in before it runs; the service's release waits for the job, as the tables must be there.
const migrate = new FargateJob("migrate", { ...common, calls, container: { command: ["migrate"] } }, { dependsOn: db });
const api = new FargateService(
    "api",
    {
        ...common,
        egressPorts: [443, db.port],
        publish: [{ port: 80, containerPort: 8080, healthPath: "/health", allow: ["203.0.113.7/32"] }],
    },
    { dependsOn: migrate },
);
new vpc.SecurityGroupIngressRule("api-to-db", {
    securityGroupId: db.securityGroupId,
    referencedSecurityGroupId: api.securityGroupId,
    ipProtocol: "tcp",
    fromPort: db.port,
    toPort: db.port,
});
export const url = api.urls[0];
