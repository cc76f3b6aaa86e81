import type { AwsAccess } from "../../provider/aws/access";
import { nameOf } from "../../tools/urn";

/** Where one service's lines are. */
export type Place =
    | { readonly kind: "docker"; readonly service: string; readonly project: string }
    | {
          readonly kind: "cloudwatch";
          readonly service: string;
          readonly access: AwsAccess;
          readonly group: string;
          /** How the names of its streams begin. @default all streams of the group are its own */
          readonly streams?: string;
      };

interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly parent?: string;
    readonly inputs?: {
        readonly driver: string;
        readonly name: string;
        readonly services: Readonly<Record<string, unknown>>;
        readonly deployment: Readonly<Record<string, unknown>>;
    };
}

const RELEASE = "slipway:index:Release";

/** Where the lines of an app's services are, as its releases in the state tell (`pulumi stack export`): none, if it was never deployed. */
export function placesOf(exported: string, app: string): Place[] {
    const { deployment } = JSON.parse(exported) as { deployment: { resources?: readonly StateResource[] } };
    const resources = deployment.resources ?? [];
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    return resources
        .filter((one) => one.type === RELEASE && isOf(app, one, byUrn))
        .flatMap((one) => released(app, one));
}

/** Whether the outermost component around a release is the app: another app's name may begin with this one's. */
function isOf(app: string, release: StateResource, byUrn: ReadonlyMap<string, StateResource>): boolean {
    let outermost = release;
    for (let next = byUrn.get(release.parent ?? ""); next !== undefined; next = byUrn.get(next.parent ?? "")) {
        if (next.type !== "pulumi:pulumi:Stack") outermost = next;
    }
    return nameOf(outermost.urn) === app;
}

function released(app: string, { inputs }: StateResource): Place[] {
    if (inputs === undefined) return [];
    const { driver, name, services, deployment } = inputs;
    const { region, profile, assumeRoles, logGroup, logStreamPrefix, project } = deployment as Partial<AwsAccess> &
        Readonly<Record<string, string>>;
    const access: AwsAccess = {
        region: region ?? "",
        ...(profile && { profile }),
        ...(assumeRoles && { assumeRoles }),
    };
    const service = name.startsWith(`${app}-`) ? name.slice(app.length + 1) : name;
    switch (driver) {
        case "local":
            return Object.keys(services).map((each) => ({ kind: "docker", service: each, project: project ?? "" }));
        case "ecs-fargate":
        case "ecs-express":
            return [{ kind: "cloudwatch", service, access, group: logGroup ?? "", streams: `${logStreamPrefix}/` }];
        case "ec2-compose":
            return Object.keys(services).map((each) => ({
                kind: "cloudwatch",
                service: each,
                access,
                group: logGroup ?? "",
                streams: `${app}/${each}/`,
            }));
        case "app-runner":
            return [{ kind: "cloudwatch", service, access, group: appRunnerGroup(String(deployment.service)) }];
        default:
            return [];
    }
}

/** `arn:aws:apprunner:<region>:<account>:service/<name>/<id>` → the group that App Runner makes for the program's own lines. */
function appRunnerGroup(arn: string): string {
    return `/aws/apprunner/${arn.split(":service/")[1] ?? ""}/application`;
}
