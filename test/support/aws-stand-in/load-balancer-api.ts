import { runningCount } from "./ecs-service";
import { expressTargets } from "./express-api";
import type { StandInState } from "./state";

/** STAND-IN for `DescribeTargetHealth`: each running copy is a target of its service's group. */
export function targetHealth(form: Readonly<Record<string, string>>, state: StandInState): string {
    const { stored } = state;
    const services = Object.values(stored.services);
    const members = services
        .filter(({ targetGroups }) => targetGroups.includes(form.TargetGroupArn ?? ""))
        .flatMap((service) =>
            service.deployments.flatMap((deployment, index) =>
                Array.from({ length: runningCount(service, deployment) }, (_, copy) => ({
                    address: `10.0.${index}.${copy + 10}`,
                    unhealthy: deployment.unhealthy ?? false,
                })),
            ),
        );
    if (expressTargets(form.TargetGroupArn ?? "", state) !== undefined)
        members.push({ address: "10.0.8.10", unhealthy: true });
    const xml = members.map(
        ({ address, unhealthy }) =>
            `<member><Target><Id>${address}</Id><Port>8080</Port></Target><TargetHealth>${
                unhealthy
                    ? "<State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason>" +
                      "<Description>Health checks failed with these codes: [500]</Description>"
                    : "<State>healthy</State>"
            }</TargetHealth></member>`,
    );
    const namespace = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";
    return (
        `<DescribeTargetHealthResponse xmlns="${namespace}"><DescribeTargetHealthResult>` +
        `<TargetHealthDescriptions>${xml.join("")}</TargetHealthDescriptions>` +
        `</DescribeTargetHealthResult></DescribeTargetHealthResponse>`
    );
}
