/** A Pulumi program of somebody who uses the components without Compose: a database that keeps its data, and who calls it. */
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";
import { Environment } from "../../../components/environment";
import { FargateService } from "../../../components/fargate-service";
import { FargateVolume } from "../../../components/fargate-volume";

const copies = new pulumi.Config().getNumber("databaseCopies") ?? 1;
const environment = new Environment("environment", { disposable: true });
const names = new servicediscovery.HttpNamespace("names", { name: "services-program" });
const data = new FargateVolume("data", { environment, owner: { uid: 999, gid: 999 } });
const db = new FargateService("db", {
    environment,
    image: { reference: "registry.example/db:1" },
    container: { user: "999:999" },
    copies,
    volumes: [{ name: "data", path: "/var/lib/data", storage: data }],
    connect: { namespaceArn: names.arn, offers: { name: "db", ports: [5432] } },
});
new FargateService(
    "api",
    {
        environment,
        image: { reference: "registry.example/api:1" },
        spot: true,
        exec: true,
        tags: { team: "core" },
        connect: {
            namespaceArn: names.arn,
            calls: [{ name: "db", securityGroupId: db.securityGroupId, ports: [5432] }],
        },
    },
    { dependsOn: db },
);
