/** AWS's default quotas of what the apps of a stack share, as a preview tells them. */
import { checkTogether } from "../../../compose/targets/ecs-fargate/together";
import type { FargateAppPlan } from "../../../components/fargate/plan";
import type { PublishedPort } from "../../../components/fargate/published-port";
import { issueLines } from "./load-case";

/** Apps of one service each; `make` tells what the service publishes. */
const apps = (count: number, make: (index: number) => PublishedPort[]) =>
    Array.from({ length: count }, (_, index) => {
        return { app: `app-${index}`, services: { web: { publish: make(index) } } } as unknown as FargateAppPlan;
    });
const blocks = (count: number) => Array.from({ length: count }, (_, index) => `203.0.113.${index}/32`);
const atPort =
    (allow: readonly string[]) =>
    (index: number): PublishedPort[] => [{ port: 8000 + index, containerPort: 80, allow }];
const atDomain = (index: number): PublishedPort[] => [{ domain: `${index}.example.com`, containerPort: 80 }];
const told = (plans: FargateAppPlan[], domain?: string) =>
    issueLines({ issues: checkTogether(plans, domain === undefined ? {} : { domain }) });

const INBOUND = (needs: number) =>
    `warning slipway:apps: need ${needs} inbound rules in the load balancer's security group (one for each port and block of \`allow\`), where AWS gives an account 60 unless it asks for more: name fewer blocks in \`allow\`, give apps a domain, which needs no rule of its own, or ask AWS for a higher quota before \`pulumi up\`.`;
const OUTBOUND = (needs: number) =>
    `warning slipway:apps: need ${needs} outbound rules in the load balancer's security group (one for each published port), where AWS gives an account 60 unless it asks for more: publish fewer ports, move apps to another stack, or ask AWS for a higher quota before \`pulumi up\`.`;

test("inbound rules: a port for each block, one named twice counted once; HTTPS has two of its own", () => {
    expect(told(apps(6, atPort([...blocks(10), ...blocks(1)])))).toEqual([]);
    expect(told(apps(6, atPort(blocks(11))))).toEqual([INBOUND(66)]);
    expect(told(apps(2, atPort(blocks(29))), "example.com")).toEqual([]);
    expect(told(apps(1, atPort(blocks(59))), "example.com")).toEqual([INBOUND(61)]);
});

test("outbound rules: one for each published port, at a domain too", () => {
    expect(told(apps(60, atDomain), "example.com")).toEqual([]);
    expect(told(apps(61, atDomain), "example.com")).toEqual([OUTBOUND(61)]);
});

test("a hundred apps at a domain are warned of outbound rules only; one more is of rules and target groups as well", () => {
    expect(told(apps(100, atDomain), "example.com")).toEqual([OUTBOUND(100)]);
    expect(told(apps(101, atDomain), "example.com")).toEqual([
        OUTBOUND(101),
        "warning slipway:apps: need 101 rules at the load balancer (one for each service at a domain), where AWS gives an account 100 unless it asks for more: move apps to another stack, or ask AWS for a higher quota before `pulumi up`.",
        "warning slipway:apps: need 101 target groups at the load balancer (one for each published port), where AWS gives an account 100 unless it asks for more: publish fewer ports, move apps to another stack, or ask AWS for a higher quota before `pulumi up`.",
    ]);
});
