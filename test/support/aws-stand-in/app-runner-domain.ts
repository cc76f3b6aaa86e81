import type { AppRunnerService } from "./app-runner-service";
import type { StandInState } from "./state";
import type { Props } from "./wire";

export const APP_RUNNER_DOMAIN = "aws:apprunner/customDomainAssociation:CustomDomainAssociation";

/** STAND-IN for `aws.apprunner.CustomDomainAssociation`: as the real provider it does not wait for the certificate. */
export function associateDomain(inputs: Props, { certificateValidationRecords }: Props, state: StandInState): void {
    const service = state.stored.appRunner[String(inputs.serviceArn)];
    if (service === undefined) throw new Error(`ResourceNotFoundException: ${String(inputs.serviceArn)}`);
    const proofs = (certificateValidationRecords as { name: string }[]).map(({ name }) => name);
    (service.domains ??= {})[String(inputs.domainName)] = { proofs, status: "pending_certificate_dns_validation" };
}

/** By the id of the association: `<domain>,<ARN of the service>`. */
export function disassociateDomain(id: string, state: StandInState): void {
    const [domain = "", arn = ""] = id.split(",");
    delete state.stored.appRunner[arn]?.domains?.[domain];
}

/**
 * What `DescribeCustomDomains` says. A certificate is bound when all its proofs stand in DNS, and serves at the look after that.
 * The status is in small letters, as users of the real one report it.
 */
export function describeDomains(service: AppRunnerService, state: StandInState): Props[] {
    return Object.entries(service.domains ?? {}).map(([DomainName, domain]) => {
        if (domain.status === "binding_certificate") domain.status = "active";
        const missing = domain.proofs.filter((name) => !inDns(name, state));
        if (domain.status === "pending_certificate_dns_validation" && missing.length === 0)
            domain.status = state.faults().domainFails ? "create_failed" : "binding_certificate";
        return {
            DomainName,
            EnableWWWSubdomain: false,
            Status: domain.status,
            CertificateValidationRecords: domain.proofs.map((Name) => ({
                Name,
                Type: "CNAME",
                Status: missing.includes(Name) ? "PENDING_VALIDATION" : "SUCCESS",
            })),
        };
    });
}

function inDns(name: string, { stored: { there = {} } }: StandInState): boolean {
    return Object.keys(there).some(
        (key) => key.startsWith("aws:route53/record:Record::") && key.endsWith(`_${name}_CNAME`),
    );
}
