import "./stack-traces";
import "./lazy-arborist";
import type * as pulumi from "@pulumi/pulumi";
import { AppRunnerApp } from "./components/app-runner-app";
import { ComposeApp } from "./components/compose-app";
import { Environment } from "./components/environment";
import { ExpressApp } from "./components/express-app";
import { FargateApp } from "./components/fargate-app";
import { LocalDocker, localImageBuilder } from "./components/local-docker";
import { Placement } from "./components/placement";
import { PriceEstimate, watchResources } from "./components/price-estimate";
import { secretInputs } from "./components/secret-input";
import { watchApps, type WatchedApp } from "./components/watch-apps";
import { planApps } from "./compose/plan";
import { environmentArgs, readStackConfig, refuseErrors } from "./config";
import { startProvider } from "./early-start";

/** Stack settings → Compose files → plans → components → addresses. All that can be wrong is known before the first resource. */
export = async () => {
    const stack = readStackConfig();
    startProvider();
    const { plans, issues, reports, placed } = await planApps(stack.apps, process.cwd(), {
        ...stack.environment,
        stack: stack.name,
    });
    refuseErrors(issues, [...reports, ...stack.reports]);

    const resources = watchResources();
    const onAws = plans.some(({ target }) => target !== "local");
    const environment = onAws ? new Environment("shared", environmentArgs(stack)) : undefined;
    const here = plans.some(({ target }) => target === "local");
    const builder = here ? localImageBuilder("images") : undefined;

    const deployed: Record<string, DeployedApp> = {};
    for (const { app, ...planned } of plans) {
        const watch = app in (stack.alarms?.apps ?? {});
        const own = { labelKey: stack.labelKey, secrets: secretInputs(stack.apps[app]!) };
        switch (planned.target) {
            case "local":
                deployed[app] = new LocalDocker(app, { ...planned, ...own, builder: builder! });
                break;
            case "ecs-fargate":
                deployed[app] = new FargateApp(app, { ...planned, ...own, environment: environment! });
                break;
            case "ecs-express":
                deployed[app] = new ExpressApp(app, { ...planned, ...own, environment: environment! });
                break;
            case "ec2-compose":
                deployed[app] = new ComposeApp(app, { ...planned, ...own, host: environment!.composeHost, watch });
                break;
            case "app-runner":
                deployed[app] = new AppRunnerApp(app, { ...planned, ...own, environment: environment! });
                break;
            default:
                planned satisfies never;
        }
    }
    const apps = Object.entries(deployed);
    if (environment && stack.alarms) watchApps({ ...stack.alarms, environment, deployed });
    new Placement("placement", { apps: placed }, { dependsOn: apps.map(([, app]) => app) });
    if (environment) new PriceEstimate("price", { resources, region: environment.account.region });
    return {
        ...(stack.expires !== undefined && { expires: stack.expires }),
        urls: Object.fromEntries(apps.map(([name, { urls }]) => [name, urls])),
        generated: Object.fromEntries(apps.flatMap(([name, { generated }]) => (generated ? [[name, generated]] : []))),
    };
};

/** What every target makes of an app. */
interface DeployedApp extends WatchedApp {
    readonly urls: pulumi.Input<unknown>;
    /** How to read what was generated for it, where the target tells. */
    readonly generated?: pulumi.Input<unknown>;
}
