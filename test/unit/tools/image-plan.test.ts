/** Which images a job pushes before a deployment, and what else it may touch for that. */
import { imagePlan } from "../../../tools/images/plan";
import type { PreviewStep } from "../../../tools/summary/preview";

const urn = (type: string, name: string) => `urn:pulumi:dev::slipway::pulumi:pulumi:Stack$${type}::${name}`;
const [IMAGE, REPOSITORY] = ["slipway:index:PushedImage", "aws:ecr/repository:Repository"];
const PARENT = urn("slipway:components:ContainerImage", "shop-web");

function step(type: string, name: string, op: string, rest: Record<string, unknown> = {}): PreviewStep {
    return { op, urn: urn(type, name), ...(op !== "delete" && { newState: { type, ...rest } }) };
}
const image = (op: string, dependencies: readonly string[] = []) =>
    step(IMAGE, "shop-web", op, { parent: PARENT, dependencies, inputs: { image: "slipway-dev/shop-web:0123" } });
const parent = step("slipway:components:ContainerImage", "shop-web", "same");
const plan = (...steps: PreviewStep[]) => imagePlan({ steps: [parent, ...steps], errors: [] });

test("a new image with its new repository, and nothing of what runs", () => {
    const repository = step(REPOSITORY, "shop-web", "create");
    const service = step("aws:ecs/service:Service", "shop-web", "create");
    expect(plan(repository, service, image("create", [repository.urn]))).toEqual({
        images: ["slipway-dev/shop-web:0123"],
        targets: [repository.urn, PARENT, urn(IMAGE, "shop-web")].sort(),
    });
});

test("a changed image alone, where its repository is there", () => {
    const repository = step(REPOSITORY, "shop-web", "same");
    expect(plan(repository, image("update", [repository.urn])).targets).toEqual(
        [PARENT, urn(IMAGE, "shop-web")].sort(),
    );
});

test("an image that stays, or goes, is none", () => {
    expect(plan(image("same"))).toEqual({ images: [], targets: [] });
    expect(plan(step(IMAGE, "shop-web", "delete"))).toEqual({ images: [], targets: [] });
});

test("an image that needs something that runs is refused, with the way out", () => {
    const database = step("aws:rds/instance:Instance", "shop-db", "create");
    expect(() => plan(database, image("create", [database.urn]))).toThrow(
        "shop-web needs aws:rds/instance:Instance shop-db first, which is no part of an image: deploy once with `pulumi up`.",
    );
});
