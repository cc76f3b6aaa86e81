import type { Driver, DriverName } from "../contract";
import { ecsFargateDriver } from "./ecs-fargate/driver";
import { localDriver } from "./local/driver";

/** One driver a target. The casts are safe: the engine hands a driver only the deployment that its own component made. */
export const drivers: Readonly<Record<DriverName, Driver>> = {
    local: localDriver as unknown as Driver,
    "ecs-fargate": ecsFargateDriver as unknown as Driver,
};
