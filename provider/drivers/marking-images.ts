import type { AwsAccess } from "../aws/access";
import { markReleased, type EcrImage } from "../aws/released-images";
import type { Driver } from "../contract";

/** What a driver's deployment has of the images that were pushed for it. */
export interface PushedImages extends AwsAccess {
    /** Those in ECR repositories of the stack: kept there for as long as one may go back to them. @default none */
    readonly images?: readonly EcrImage[];
}

/** The same driver, which sees to it that ECR keeps the images of a release once that has been judged good. */
export function markingImages<Deployment extends PushedImages>(driver: Driver<Deployment>): Driver<Deployment> {
    return {
        ...driver,
        async release(wanted, previous, context) {
            const outcome = await driver.release(wanted, previous, context);
            const { images = [], ...access } = wanted.deployment;
            await markReleased(images, access, context);
            return outcome;
        },
    };
}
