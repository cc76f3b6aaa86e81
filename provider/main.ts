import { orphaned } from "./engine/orphan";
import { serve } from "./engine/server";
import { GeneratedSecretResource } from "./resources/generated-secret";
import { ImagePresenceResource } from "./resources/image-presence";
import { JobResource } from "./resources/job";
import { PriceEstimateResource } from "./resources/price-estimate";
import { ReleaseResource } from "./resources/release";
import { SecretLabelsResource } from "./resources/secret-labels";

/** Every resource type of this provider. */
const resources = {
    "slipway:index:Release": new ReleaseResource(),
    "slipway:index:Job": new JobResource(),
    "slipway:index:GeneratedSecret": new GeneratedSecretResource(),
    "slipway:index:ImagePresence": new ImagePresenceResource(),
    "slipway:index:PriceEstimate": new PriceEstimateResource(),
    "slipway:index:SecretLabels": new SecretLabelsResource(),
};

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
serve(resources, engineAddress, orphaned()).then(
    // The engine reads the port from the first line of standard output.
    (port) => console.log(String(port)),
    (error: unknown) => {
        console.error(error);
        process.exit(1);
    },
);
