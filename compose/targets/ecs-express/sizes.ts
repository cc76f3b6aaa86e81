import type { OfferedSizes } from "../aws/sizes";
import { FARGATE_SIZES } from "../ecs-fargate/fargate-size";

/** The largest of Express: CPU in powers of two up to 4096, memory from 512 to 8192 (`CreateExpressGatewayService`). */
const [MOST_CPU, MOST_MEMORY_MIB] = [4096, 8192];

/** Those of Fargate's sizes that Express takes. */
export const EXPRESS_SIZES: OfferedSizes = {
    name: "ECS Express Mode",
    unit: "a task",
    sizes: FARGATE_SIZES.sizes
        .filter(([cpu]) => cpu <= MOST_CPU)
        .map(([cpu, memories]) => [cpu, memories.filter((memory) => memory <= MOST_MEMORY_MIB)] as const),
};
