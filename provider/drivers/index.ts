import type { Driver, DriverName } from "../contract";
import { ec2ComposeDriver } from "./ec2-compose/driver";
import { ecsExpressDriver } from "./ecs-express/driver";
import { appRunnerDriver } from "./app-runner/driver";
import { ecsFargateDriver } from "./ecs-fargate/driver";
import { localDriver } from "./local/driver";
import { markingImages } from "./marking-images";

/** One driver a target. The casts are safe: the engine hands a driver only the deployment that its own component made. */
export const drivers: Readonly<Record<DriverName, Driver>> = {
    local: localDriver as unknown as Driver,
    "ecs-express": markingImages(ecsExpressDriver) as unknown as Driver,
    "ecs-fargate": markingImages(ecsFargateDriver) as unknown as Driver,
    "ec2-compose": markingImages(ec2ComposeDriver) as unknown as Driver,
    "app-runner": markingImages(appRunnerDriver) as unknown as Driver,
};
