/** `slipway:index:PushedImage` without an engine; a STAND-IN takes the place of ECR's API. */
import { ReleaseError, told } from "../../../provider/contract";
import { dockerBuildPlugin } from "../../../provider/docker-build/plugin";
import type { Call, State } from "../../../provider/engine/resource";
import { PushedImageResource } from "../../../provider/resources/pushed-image";
import { ecrAnswers } from "../../support/ecr-answers";

const ARN = "arn:aws:ecr:eu-central-1:123456789012:repository/shop-dev/web";
const INPUTS = {
    image: "shop-dev/web:abc",
    reference: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop-dev/web:abc",
    repositoryArn: ARN,
    build: { context: { location: ".slipway/contexts/abc/context" } },
};
const resource = new PushedImageResource();
const said: string[] = [];
const ecr = ecrAnswers();

beforeEach(() => void (said.length = 0));

const call: Call = {
    urn: "urn:pulumi:dev::shop::slipway:index:PushedImage::web",
    say: (line) => void said.push(line),
    signal: new AbortController().signal,
};
const failure = (work: Promise<unknown>) =>
    work.then(
        () => "nothing",
        (error: unknown) => told(error),
    );
const there: [number, object] = [200, { imageDetails: [{ imageDigest: "sha256:1" }] }];
const missing: [number, object] = [400, { __type: "ImageNotFoundException", message: "not here" }];

test("a tag that is there is taken: one question, its digest, and a line that says so", async () => {
    ecr.begin([there]);
    const { outputs } = await resource.create(INPUTS, false, call);
    expect(outputs).toEqual({ ...INPUTS, digest: "sha256:1" });
    expect(said).toEqual(["shop-dev/web:abc is in ECR: it is not built again"]);
    expect(ecr.asked).toEqual([
        {
            operation: "DescribeImages",
            input: { registryId: "123456789012", repositoryName: "shop-dev/web", imageIds: [{ imageTag: "abc" }] },
        },
    ]);
});

test("AWS that asks to slow down is asked again", async () => {
    ecr.begin([[400, { __type: "ThrottlingException", message: "Rate exceeded" }], there]);
    expect((await resource.create(INPUTS, false, call)).outputs.digest).toBe("sha256:1");
    expect(ecr.asked).toHaveLength(2);
});

test("a refusal says who asked what, and which rights it takes to build and push", async () => {
    ecr.begin([[400, { __type: "AccessDeniedException", message: "not authorized" }]]);
    expect(await failure(resource.create(INPUTS, false, call))).toBe(
        `ECR did not answer DescribeImages for ${ARN} in eu-central-1: AccessDeniedException: not authorized\n` +
            "these credentials may not: allow ecr:DescribeImages, ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability, " +
            "ecr:InitiateLayerUpload, ecr:UploadLayerPart, ecr:CompleteLayerUpload, ecr:PutImage, ecr:BatchGetImage",
    );
});

describe("a tag that is missing, where it cannot be built", () => {
    const token: [number, object] = [200, { authorizationData: [{ authorizationToken: "QVdTOmE=" }] }];
    let path: string | undefined;
    beforeEach(() => {
        path = process.env.PATH;
        process.env.PATH = "/nonexistent";
        process.env.PULUMI_HOME = "/nonexistent";
    });
    afterEach(() => {
        process.env.PATH = path;
        delete process.env.PULUMI_HOME;
    });

    test("is told with the way out", async () => {
        ecr.begin([missing, token, missing]);
        expect(await failure(resource.create(INPUTS, false, call))).toMatch(
            /^the docker-build provider, which builds images, is neither on PATH nor in \/nonexistent\/plugins\/resource-docker-build-v(\S+): run `pulumi plugin install resource docker-build \1` and then `pulumi up` again$/,
        );
        expect(dockerBuildPlugin).toThrow(ReleaseError);
    });

    test("is taken all the same when somebody else has pushed it meanwhile", async () => {
        ecr.begin([missing, token, there]);
        expect((await resource.create(INPUTS, false, call)).outputs.digest).toBe("sha256:1");
        expect(said).toEqual(["shop-dev/web:abc has been pushed by somebody else meanwhile: that one is taken"]);
    });
});

test("a preview asks nobody", async () => {
    const { outputs } = await resource.create(INPUTS, true, call);
    expect(outputs).toEqual({ ...INPUTS, digest: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
    expect(ecr.asked).toEqual([]);
});

describe("what differs", () => {
    const state: State = { id: "i", inputs: INPUTS, outputs: INPUTS };
    const other = { image: "shop-dev/web:abd", reference: INPUTS.reference.replace("abc", "abd") };
    test.each([
        ["nothing", {}, []],
        ["the tag", { ...other, build: { context: { location: ".slipway/contexts/abd/context" } } }, ["image"]],
        ["where the same content lies on disk", { build: { context: { location: "elsewhere" } } }, []],
        ["the registry alone", { reference: "210987654321.dkr.ecr.example/shop-dev/web:abc" }, ["reference"]],
    ])("%s", async (_, changed, paths) => {
        const { changes } = await resource.diff(state, { ...INPUTS, ...changed });
        expect(changes.map(({ path }) => path)).toEqual(paths);
    });
});
