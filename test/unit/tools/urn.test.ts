import { nameOf, stackOf, typeOf } from "../../../tools/urn";

test("a resource's name may hold what separates a URN", () => {
    const urn = "urn:pulumi:dev::slipway::x:y:Z$aws:ecs/service:Service::a::b";
    expect([stackOf(urn), typeOf(urn), nameOf(urn)]).toEqual(["dev", "aws:ecs/service:Service", "a::b"]);
});
