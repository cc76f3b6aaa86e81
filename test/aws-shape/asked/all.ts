import { InProcess } from "../../support/aws-stand-in/in-process";
import { askAppRunner } from "./app-runner";
import { askExpress } from "./express";
import { askFargate, askJobs } from "./fargate";
import { askHost } from "./host";
import { askForImage, askForLabels, askForTag } from "./resources";

/** A request that AWS was sent. */
export interface AskedOfAws {
    /** What problems are told under. */
    readonly resource: string;
    /** As botocore calls its model. */
    readonly service: string;
    readonly operation: string;
    readonly params: Record<string, unknown>;
}

/** Every request that one run of each driver and of each resource that asks AWS makes. STAND-INS take them, over HTTP. */
export async function askedOfAws(): Promise<AskedOfAws[]> {
    const aws = await new InProcess().start();
    try {
        await askFargate(aws);
        await askJobs(aws);
        await askExpress(aws);
        await askAppRunner(aws);
        await askForLabels(aws);
        await askForImage();
        await askForTag();
        return [...aws.requests(), ...(await askHost())];
    } finally {
        await aws.stop();
    }
}
