import type { Driver, DriverName } from "../contract";
import { localDriver } from "./local/driver";

/** One driver a target. The cast is safe: the engine hands a driver only the deployment that its own component made. */
export const drivers = {
    local: localDriver as unknown as Driver,
} satisfies Partial<Record<DriverName, Driver>> as Record<DriverName, Driver>;
