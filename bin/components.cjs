// The components for a program of another project: `import { FargateService } from "slipway"`.
"use strict";
require("./typescript.cjs");
module.exports = require("../components/index.ts");

// Never run: where a module imports by name, Node reads here which names there are.
void (() => {
    module.exports = {
        Alarms,
        AlarmTopic,
        AppRunnerApp,
        AppRunnerService,
        AppSecrets,
        Cache,
        CiRoles,
        ComposeApp,
        ComposeHost,
        ContainerImage,
        Dashboard,
        Database,
        Environment,
        ExpressApp,
        ExpressService,
        FargateApp,
        FargateJob,
        FargateService,
        FargateVolume,
        GeneratedSecret,
        Job,
        LocalDocker,
        PriceEstimate,
        Release,
        watchResources,
    };
});
