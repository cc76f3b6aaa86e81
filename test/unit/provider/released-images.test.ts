/** How a release that serves has ECR keep its images; a STAND-IN takes the place of ECR's API. */
import type { Driver, ReleaseContext } from "../../../provider/contract";
import { markingImages, type PushedImages } from "../../../provider/drivers/marking-images";
import { ecrAnswers } from "../../support/ecr-answers";

const ARN = "arn:aws:ecr:eu-central-1:123456789012:repository/shop-dev/web";
const MANIFEST = {
    imageManifest: '{"schemaVersion":2}',
    imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
};
const said: [line: string, kind: string | undefined][] = [];
const ecr = ecrAnswers();

beforeEach(() => void (said.length = 0));

const context = {
    say: (line: string, kind?: string) => void said.push([line, kind]),
    signal: new AbortController().signal,
} as unknown as ReleaseContext;

const OUTCOME = { releaseId: "v1", evidence: {} };

/** Runs a release of two services that have one image, by a driver that judges it so. */
function release(judge: () => Promise<typeof OUTCOME>): Promise<unknown> {
    const driver = { release: judge } as unknown as Driver<PushedImages>;
    const image = { repositoryArn: ARN, tag: "abc" };
    const deployment = { region: "eu-central-1", images: [image, image] };
    return markingImages(driver).release({ deployment } as never, undefined, context);
}

const where = { registryId: "123456789012", repositoryName: "shop-dev/web" };

test("an image of a release that serves gets a second tag, once", async () => {
    ecr.begin([
        [200, { images: [MANIFEST] }],
        [200, {}],
    ]);
    expect(await release(async () => OUTCOME)).toEqual(OUTCOME);
    expect(ecr.asked).toEqual([
        { operation: "BatchGetImage", input: expect.objectContaining({ ...where, imageIds: [{ imageTag: "abc" }] }) },
        { operation: "PutImage", input: { ...where, ...MANIFEST, imageTag: "released-abc" } },
    ]);
    expect(said).toEqual([]);
});

test("a release that was not judged good marks nothing", async () => {
    await expect(release(() => Promise.reject(new Error("unhealthy")))).rejects.toThrow("unhealthy");
    expect(ecr.asked).toEqual([]);
});

test("an image that has the tag already is marked, and nobody is told", async () => {
    ecr.begin([
        [200, { images: [MANIFEST] }],
        [400, { __type: "ImageAlreadyExistsException", message: "there" }],
    ]);
    expect(await release(async () => OUTCOME)).toEqual(OUTCOME);
    expect(said).toEqual([]);
});

test.each([
    [
        "a right that is missing",
        [
            [200, { images: [MANIFEST] }] as [number, object],
            [400, { __type: "AccessDeniedException", message: "no" }] as [number, object],
        ],
        /ECR did not answer PutImage for .*shop-dev\/web in eu-central-1: AccessDeniedException: no.*ecr:PutImage/,
    ],
    ["an image that is gone", [[200, { images: [] }] as [number, object]], /shop-dev\/web has no image abc$/],
])("%s is warned of: the release serves all the same", async (_, given, cause) => {
    ecr.begin(given);
    expect(await release(async () => OUTCOME)).toEqual(OUTCOME);
    expect(said).toEqual([
        [expect.stringMatching(/^its image could not be tagged released-abc: ECR may remove it/), "warning"],
    ]);
    expect(said[0]?.[0]).toMatch(cause);
});
