import type * as pulumi from "@pulumi/pulumi";
import { Environment } from "./components/environment";
import { FargateApp } from "./components/fargate-app";
import { LocalDocker, localImageBuilder } from "./components/local-docker";
import { PriceEstimate, watchResources } from "./components/price-estimate";
import { secretInputs } from "./components/secret-input";
import { planApps } from "./compose/plan";
import { environmentArgs, readStackConfig, refuseErrors } from "./config";

/** Stack settings → Compose files → plans → components → addresses. All that can be wrong is known before the first resource. */
export = async () => {
    const stack = readStackConfig();
    const { plans, issues, reports } = await planApps(stack.apps, process.cwd(), stack.environment);
    refuseErrors(issues, reports);

    const resources = watchResources();
    const onAws = plans.some(({ target }) => target !== "local");
    const environment = onAws ? new Environment("shared", environmentArgs(stack)) : undefined;
    const builder = environment?.builder ?? localImageBuilder("images");

    const urls: Record<string, pulumi.Input<unknown>> = {};
    const generated: Record<string, pulumi.Input<unknown>> = {};
    for (const { app, ...planned } of plans) {
        const own = { labelKey: stack.labelKey, secrets: secretInputs(stack.apps[app]!) };
        switch (planned.target) {
            case "local": {
                const made = new LocalDocker(app, { ...planned, ...own, builder });
                [urls[app], generated[app]] = [made.urls, made.generated];
                break;
            }
            case "ecs-fargate":
                urls[app] = new FargateApp(app, { ...planned, ...own, environment: environment! }).urls;
                break;
            default:
                planned satisfies never;
        }
    }
    if (environment) new PriceEstimate("price", { resources, region: environment.account.region });
    return { urls, generated };
};
