import * as apprunner from "@pulumi/aws/apprunner";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";
import type { HostNames } from "../aws/host-names";
import { AppRunnerCertificate } from "./certificate";

/** App Runner asks for two records without `www`, three with it; how many is known only afterwards. */
const MOST_RECORDS = 3;
/** AWS speaks of several minutes. */
const CERTIFICATE_SECONDS = 1800;

export interface AppRunnerDomainArgs {
    readonly serviceArn: pulumi.Output<string>;
    readonly domain: string;
    /** As whom App Runner is asked for the certificate, and where. */
    readonly access: Omit<AwsAccess, "region"> & { readonly region: pulumi.Input<string> };
    /** The records of the environment's host names, in whose zone the domain is. */
    readonly names: HostNames;
    /** What must be healthy before the name leads here. */
    readonly after: readonly pulumi.Resource[];
}

/** A host name of one's own for an App Runner service, with App Runner's certificate and the records that prove and lead. */
export class AppRunnerDomain extends pulumi.ComponentResource {
    readonly url: pulumi.Output<string>;

    constructor(name: string, args: AppRunnerDomainArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:AppRunnerDomain", name, {}, opts);
        const parent = { parent: this };
        const { access, domain, names, serviceArn } = args;
        const association = new apprunner.CustomDomainAssociation(
            name,
            { serviceArn, domainName: domain, enableWwwSubdomain: false },
            // The old service gives the name up before the new one takes it.
            { ...parent, deleteBeforeReplace: true },
        );
        const proofs = association.certificateValidationRecords.apply((records) =>
            [...records].sort((a, b) => (a.name < b.name ? -1 : 1)),
        );
        // A number that is known beforehand, so that a preview lists them; where App Runner asks for fewer, one is written twice.
        const written: pulumi.Resource[] = [];
        for (let index = 0; index < MOST_RECORDS; index += 1) {
            const proof = proofs.apply((records) => records[index % records.length]!);
            const record = new route53.Record(
                `${name}-proof-${index + 1}`,
                {
                    zoneId: names.hostedZoneId,
                    name: proof.name,
                    type: "CNAME",
                    records: [proof.value],
                    ttl: 300,
                    allowOverwrite: true,
                },
                parent,
            );
            written.push(record);
        }
        const certificate = new AppRunnerCertificate(
            name,
            { ...access, service: association.serviceArn, domain, deadlineSeconds: CERTIFICATE_SECONDS },
            { ...parent, dependsOn: written },
        );
        const zoneId = apprunner.getHostedZoneIdOutput({}, parent).id;
        names.lead(domain, { dnsName: association.dnsTarget, zoneId }, [...args.after, certificate]);
        this.url = pulumi.output(`https://${domain}`);
        this.registerOutputs({ url: this.url });
    }
}
