import type { ReleaseInputs, ServiceRelease } from "../../../provider/contract";
import { drivers } from "../../../provider/drivers";
import type { Properties } from "../../../provider/engine/property-values";
import { ReleaseResource } from "../../../provider/resources/release";

jest.spyOn(drivers["ec2-compose"], "drift").mockResolvedValue([]);
const call = { urn: "urn", say: () => undefined, signal: new AbortController().signal };
const db = { image: "postgres:16", variables: {}, secrets: {} };

function inputs(services: Readonly<Record<string, ServiceRelease>>): Properties {
    const all: ReleaseInputs = { driver: "ec2-compose", name: "shop", services, deployment: {}, deadlineSeconds: 900 };
    return { ...all };
}

const differs = async (before: Parameters<typeof inputs>[0], after: Parameters<typeof inputs>[0]) => {
    const state = { id: "shop", inputs: inputs(before), outputs: inputs(before) };
    const { changes } = await new ReleaseResource().diff(state, inputs(after), call);
    return changes.map(({ path, kind }) => `${kind} ${path}`);
};

const stops = { ...db, stopsFirst: "0123456789ab" };

test("a stack that an earlier Slipway made has no difference for what that one did not tell", async () => {
    expect(await differs({ db, "my.db": db }, { db: stops, "my.db": stops })).toEqual([]);
});

test("what that one did tell, and a variable of that name, are differences", async () => {
    const other = { ...db, stopsFirst: "ba9876543210" };
    expect(await differs({ db: stops }, { db: other })).toEqual(["update services.db.stopsFirst"]);
    expect(await differs({ db: stops }, { db })).toEqual(["delete services.db.stopsFirst"]);
    expect(await differs({ db }, { db: { ...db, variables: { stopsFirst: "1" } } })).toEqual([
        "add services.db.variables.stopsFirst",
    ]);
});
