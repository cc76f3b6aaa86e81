import { makeBucket, makeLogGroup, putObject } from "../host-stand-in/moto";
import type { StandInProvider } from "./provider-server";
import { opened } from "./wire";
import { typeOf } from "../../../tools/urn";

/**
 * The same provider, which also makes at moto, by AWS's own APIs, what an emulated host asks for there: objects in S3 and log groups. What
 * is secret goes through as it is and is written nowhere.
 */
export function handedOn(provider: StandInProvider, moto: string): StandInProvider {
    return {
        ...provider,
        async create(urn, news, preview) {
            const made = await provider.create(urn, news, preview);
            if (preview || made === undefined) return made;
            const inputs = opened(news);
            switch (typeOf(urn)) {
                case "aws:s3/bucketObjectv2:BucketObjectv2": {
                    const bucket = String(inputs.bucket);
                    await makeBucket(moto, bucket);
                    await putObject(
                        moto,
                        `${bucket}/${String(inputs.key)}`,
                        Buffer.from(String(inputs.contentBase64), "base64"),
                    );
                    break;
                }
                case "aws:cloudwatch/logGroup:LogGroup":
                    await makeLogGroup(moto, String(inputs.name));
                    break;
            }
            return made;
        },
    };
}
