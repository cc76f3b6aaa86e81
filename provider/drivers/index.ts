import type { Driver, DriverName } from "../contract";
import { ec2ComposeDriver } from "./ec2-compose/driver";
import { ecsExpressDriver } from "./ecs-express/driver";
import { appRunnerDriver } from "./app-runner/driver";
import { ecsFargateDriver } from "./ecs-fargate/driver";
import { localDriver } from "./local/driver";

/** One driver a target. The casts are safe: the engine hands a driver only the deployment that its own component made. */
export const drivers: Readonly<Record<DriverName, Driver>> = {
    local: localDriver as unknown as Driver,
    "ecs-express": ecsExpressDriver as unknown as Driver,
    "ecs-fargate": ecsFargateDriver as unknown as Driver,
    "ec2-compose": ec2ComposeDriver as unknown as Driver,
    "app-runner": appRunnerDriver as unknown as Driver,
};
