import * as pulumi from "@pulumi/pulumi";
import { readStackConfig } from "../../../config";

const given = (expires: string) => {
    const apps = JSON.stringify({ web: { target: "local" } });
    pulumi.runtime.setAllConfig({ "slipway:apps": apps, "slipway:expires": expires });
    return readStackConfig().expires;
};

test("a time in UTC is what it is", () => expect(given("2026-12-01T12:00:00Z")).toBe("2026-12-01T12:00:00Z"));

test.each(["2026-12-01", "2026-12-01T12:00:00+01:00", "soon", ""])("%j is refused with the command", (value) => {
    expect(() => given(value)).toThrow(
        `slipway:expires: must be a time in UTC, not ${JSON.stringify(value)}: \`pulumi config set slipway:expires 2026-12-01T12:00:00Z\`.`,
    );
});
