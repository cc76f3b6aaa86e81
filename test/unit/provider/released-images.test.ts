/** How a release that serves has ECR keep its images; a STAND-IN takes the place of ECR's API. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Driver, ReleaseContext } from "../../../provider/contract";
import { markingImages, type PushedImages } from "../../../provider/drivers/marking-images";

const ARN = "arn:aws:ecr:eu-central-1:123456789012:repository/shop-dev/web";
const MANIFEST = {
    imageManifest: '{"schemaVersion":2}',
    imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
};
const asked: [operation: string | undefined, input: unknown][] = [];
const said: [line: string, kind: string | undefined][] = [];
let answers: [status: number, answer: object][] = [];
let api: Server;
const own = { ...process.env };

beforeAll(async () => {
    api = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
            asked.push([String(request.headers["x-amz-target"]).split(".").pop(), JSON.parse(body)]);
            const [status, answer] = answers.shift() ?? [500, {}];
            response.writeHead(status).end(JSON.stringify(answer));
        });
    });
    await new Promise<void>((done) => api.listen(0, "127.0.0.1", done));
    process.env.AWS_ENDPOINT_URL_ECR = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    process.env.AWS_ACCESS_KEY_ID = "stand-in";
    process.env.AWS_SECRET_ACCESS_KEY = "stand-in";
});
afterAll(() => {
    process.env = own;
    api.close();
    api.closeAllConnections();
});
beforeEach(() => {
    asked.length = 0;
    said.length = 0;
});

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
    answers = [
        [200, { images: [MANIFEST] }],
        [200, {}],
    ];
    expect(await release(async () => OUTCOME)).toEqual(OUTCOME);
    expect(asked).toEqual([
        ["BatchGetImage", expect.objectContaining({ ...where, imageIds: [{ imageTag: "abc" }] })],
        ["PutImage", { ...where, ...MANIFEST, imageTag: "released-abc" }],
    ]);
    expect(said).toEqual([]);
});

test("a release that was not judged good marks nothing", async () => {
    await expect(release(() => Promise.reject(new Error("unhealthy")))).rejects.toThrow("unhealthy");
    expect(asked).toEqual([]);
});

test("an image that has the tag already is marked, and nobody is told", async () => {
    answers = [
        [200, { images: [MANIFEST] }],
        [400, { __type: "ImageAlreadyExistsException", message: "there" }],
    ];
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
    answers = given;
    expect(await release(async () => OUTCOME)).toEqual(OUTCOME);
    expect(said).toEqual([
        [
            expect.stringMatching(/^serves, but its image could not be tagged released-abc: ECR may remove it/),
            "warning",
        ],
    ]);
    expect(said[0]?.[0]).toMatch(cause);
});
