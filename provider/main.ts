import { orphaned } from "./engine/orphan";
import { open } from "./engine/property-values";
import { serve, type Served } from "./engine/server";
import { tellAppRunnerFailure, type FailedService } from "./functions/app-runner-failure";
import { AppRunnerCertificateResource } from "./resources/app-runner-certificate";
import { AppRunnerNameResource } from "./resources/app-runner-name";
import { GeneratedSecretResource } from "./resources/generated-secret";
import { ImagePresenceResource } from "./resources/image-presence";
import { JobResource } from "./resources/job";
import { PlacementResource } from "./resources/placement";
import { PriceEstimateResource } from "./resources/price-estimate";
import { PushedImageResource } from "./resources/pushed-image";
import { ReleaseResource } from "./resources/release";
import { SecretLabelsResource } from "./resources/secret-labels";

/** Every resource type of this provider. */
const resources = {
    "slipway:index:Release": new ReleaseResource(),
    "slipway:index:Job": new JobResource(),
    "slipway:index:GeneratedSecret": new GeneratedSecretResource(),
    "slipway:index:ImagePresence": new ImagePresenceResource(),
    "slipway:index:Placement": new PlacementResource(),
    "slipway:index:PushedImage": new PushedImageResource(),
    "slipway:index:AppRunnerCertificate": new AppRunnerCertificateResource(),
    "slipway:index:AppRunnerName": new AppRunnerNameResource(),
    "slipway:index:PriceEstimate": new PriceEstimateResource(),
    "slipway:index:SecretLabels": new SecretLabelsResource(),
};

const functions: Served["functions"] = {
    // Asked only so that the engine starts this process while the program still loads: see early-start.ts.
    "slipway:index:ready": async () => {},
    "slipway:index:appRunnerFailure": (args, call) => tellAppRunnerFailure(open<FailedService>(args), call),
};

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
serve({ resources, functions }, engineAddress, orphaned(engineAddress)).then(
    // The engine reads the port from the first line of standard output.
    (port) => console.log(String(port)),
    (error: unknown) => {
        console.error(error);
        process.exit(1);
    },
);
