/** A generated value, and how long it lives on this machine; a STAND-IN for `docker` says which volumes there are. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { open, type Properties } from "../../../provider/engine/property-values";
import type { Call } from "../../../provider/engine/resource";
import { GeneratedSecretResource } from "../../../provider/resources/generated-secret";

const resource = new GeneratedSecretResource();
const before = { PATH: process.env.PATH, SLIPWAY_HOME: process.env.SLIPWAY_HOME };
let folder: string;
const said: string[] = [];
const call: Call = { urn: "", say: (line) => void said.push(line), signal: new AbortController().signal };

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-generated-"));
    mkdirSync(join(folder, "bin"));
    process.env.PATH = [join(folder, "bin"), before.PATH].join(delimiter);
    process.env.SLIPWAY_HOME = join(folder, "home");
    said.length = 0;
    volumes("shop_data");
});
afterEach(() => {
    Object.assign(process.env, before);
    if (before.SLIPWAY_HOME === undefined) delete process.env.SLIPWAY_HOME;
    rmSync(folder, { recursive: true, force: true });
});

/** What `docker volume ls` tells of the project `shop`, and of no other one. */
function volumes(...names: string[]): void {
    const file = join(folder, "bin", "docker");
    const lines = names.map((name) => `echo ${name}`).join("; ") || ":";
    writeFileSync(file, `#!/bin/sh\n# STAND-IN for docker\ncase "$*" in *project=shop) ${lines} ;; esac\n`);
    chmodSync(file, 0o755);
}

const made = async (inputs: Properties) => {
    const { id, outputs } = await resource.create(inputs, false, call);
    return { id, inputs, outputs, value: open<{ value: string }>(outputs).value };
};
const kept = () => join(folder, "home", "generated", "shop", "shop_PASSWORD.1");
const INPUTS = { name: "shop/PASSWORD", keptFor: "shop" };

test("43 characters that are safe anywhere, another one each time, a secret in the outputs", async () => {
    const [one, other] = [await made({ name: "shop/PASSWORD" }), await made({ name: "shop/PASSWORD" })];
    expect(one.value).toMatch(/^[\w-]{43}$/);
    expect(other.value).not.toBe(one.value);
    expect(one.outputs["value"]).not.toBe(one.value);
    expect((await resource.create({ name: "shop/PASSWORD" }, true, call)).outputs).toEqual({ name: "shop/PASSWORD" });
});

test("a destroy that leaves the volumes leaves the value, for its user alone: the next one is the same", async () => {
    const first = await made(INPUTS);
    expect(existsSync(kept())).toBe(false);
    await resource.delete(first);
    expect([readFileSync(kept(), "utf8"), statSync(kept()).mode & 0o777]).toEqual([first.value, 0o600]);
    const second = await made(INPUTS);
    expect([second.value, said]).toEqual([
        first.value,
        ["shop/PASSWORD: as before, since the volumes of then are still there"],
    ]);
    expect((await made({ ...INPUTS, keptFor: "other" })).value).not.toBe(first.value);
    expect((await made({ ...INPUTS, generation: 2 })).value).not.toBe(first.value);
});

test("without volumes nothing is kept, and what was kept goes with them", async () => {
    const first = await made(INPUTS);
    await resource.delete(first);
    volumes();
    expect((await made(INPUTS)).value).not.toBe(first.value);
    expect(existsSync(kept())).toBe(false);

    volumes("shop_data");
    await resource.delete(first);
    volumes();
    await resource.delete(first);
    expect(existsSync(kept())).toBe(false);
});

test("an app that is not on this machine keeps nothing", async () => {
    await resource.delete(await made({ name: "shop/PASSWORD" }));
    expect(existsSync(join(folder, "home"))).toBe(false);
});

test("an update keeps the value, unless its generation is another one", async () => {
    const state = await made({ name: "shop/PASSWORD" });
    expect(open<{ value: string }>(await resource.update(state, INPUTS, false)).value).toBe(state.value);
    const renewed = await resource.update(state, { ...INPUTS, generation: 2 }, false);
    expect(open<{ value: string }>(renewed).value).not.toBe(state.value);
});
