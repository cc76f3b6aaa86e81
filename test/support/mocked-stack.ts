/**
 * The resources of a stack under Pulumi's mocks: the whole program runs, no engine, no Docker, no AWS. Ids, ARNs and computed
 * values come from the models of the aws STAND-IN, so they have AWS's form and are nobody's.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { StandInVpc, type VpcInputs } from "./aws-stand-in/awsx-vpc";
import { FUNCTIONS, MODELS, namedBy } from "./aws-stand-in/resource-models";
import { opened, type Props } from "./aws-stand-in/wire";
import { withoutStacks } from "./without-stacks";

/** One resource as its provider is asked for it: every value known, secrets opened. */
export interface MadeResource {
    readonly type: string;
    readonly name: string;
    readonly id: string;
    readonly inputs: Props;
    /** What AWS would add. */
    readonly outputs: Props;
}

/** What a program asks a provider, in a preview too. */
export interface Question {
    readonly token: string;
    readonly inputs: Props;
}

/** The value of every secret in such a stack. */
const MOCKED_SECRET = "mocked-secret-value-0123456789abcdef";

const repository = resolve(__dirname, "..", "..");
const { load } = createRequire(__filename)("js-yaml") as { load(text: string): unknown };

/** Runs index.ts with the committed `Pulumi.<stack>.yaml`, or with it and other settings in the place of some. */
export async function mockedStack(
    stack: string,
    settings: Readonly<Record<string, unknown>> = {},
    questions: Question[] = [],
): Promise<MadeResource[]> {
    const file = join(repository, `Pulumi.${stack}.yaml`);
    const committed = (load(readFileSync(file, "utf8")) as { config: Record<string, unknown> }).config;
    const run = async () => {
        const program = (await import("../../index")) as unknown as { default: () => Promise<unknown> };
        await program.default();
    };
    return mockedProgram(stack, { ...committed, ...settings }, run, questions);
}

/** The committed stack of that name. */
export const hasStack = (stack: string): boolean => existsSync(join(repository, `Pulumi.${stack}.yaml`));

/** Runs any program that makes resources. Secrets that its apps ask for are given, what it asks is added to `questions`. */
export async function mockedProgram(
    stack: string,
    config: Readonly<Record<string, unknown>>,
    program: () => Promise<void>,
    questions: Question[] = [],
): Promise<MadeResource[]> {
    const made: MadeResource[] = [];
    let counter = 0;
    await pulumi.runtime.setMocks(
        {
            call: ({ token, inputs }) => {
                questions.push({ token, inputs: inputs as Props });
                if (token === "slipway:index:ready") return {};
                const found = FUNCTIONS[token];
                if (found === undefined) throw new Error(`the mocks do not know the function ${token}`);
                return found;
            },
            newResource: async ({ type, name, inputs: raw, custom }) => {
                const inputs = opened(raw as Props);
                // awsx's own class sends its arguments; the stand-in, which is made in its place, sends none.
                if (type === "awsx:ec2:Vpc" && Object.keys(inputs).length > 0)
                    return { id: undefined, state: await network(name, inputs) };
                if (custom !== true) return { id: undefined, state: inputs };
                counter += 1;
                const unique = counter.toString(16).padStart(17, "0");
                const resource = materialized({ type, name, inputs }, unique);
                made.push(resource);
                return { id: resource.id, state: { ...resource.outputs, ...resource.inputs } };
            },
        },
        "slipway",
        stack,
        false,
    );
    const all = withSecrets(config);
    pulumi.runtime.setAllConfig(all.values, all.secrets);
    await withoutStacks(async () => {
        await program();
        await pulumi.runtime.disconnect();
    });
    return made.sort((a, b) => (`${a.type}::${a.name}` < `${b.type}::${b.name}` ? -1 : 1));
}

/** The stand-in's network, made under the mocks too, so that its parts are among the resources. */
async function network(name: string, inputs: Props): Promise<Props> {
    const vpc = new StandInVpc(name, inputs as unknown as VpcInputs, {});
    return new Promise((done) => vpc.state().apply((state) => done(state)));
}

function materialized({ type, name, inputs }: Pick<MadeResource, "type" | "name" | "inputs">, unique: string) {
    if (!type.startsWith("aws:"))
        return { type, name, inputs, id: `${name}-${unique}`, outputs: ownOutputs(type, name, unique) };
    const model = MODELS[type];
    if (model === undefined) throw new Error(`the aws stand-in does not know the type ${type}`);
    const key = namedBy(model, inputs);
    const named = key === undefined ? inputs : { ...inputs, [key]: `${name}-${unique.slice(-7)}` };
    const id = model.id(named, type === "aws:ecs/taskDefinition:TaskDefinition" ? "1" : unique);
    return { type, name, inputs: named, id, outputs: model.outputs?.(named, id, "1") ?? {} };
}

/** What our own provider makes up. */
function ownOutputs(type: string, name: string, unique: string): Props {
    if (type === "slipway:index:AppRunnerName") return { serviceName: `${name}-${unique.slice(-7)}` };
    return type === "slipway:index:GeneratedSecret" ? { value: MOCKED_SECRET } : {};
}

interface Settings {
    readonly "slipway:apps"?: Readonly<Record<string, { readonly secrets?: unknown }>>;
}

/** Configuration as the engine hands it over: texts, and a value for every secret that is asked for by name. */
function withSecrets(config: Settings & Readonly<Record<string, unknown>>) {
    const names = Object.entries(config["slipway:apps"] ?? {}).flatMap(([app, { secrets }]) =>
        (Array.isArray(secrets) ? (secrets as string[]) : []).map((name) => `${app}:${name}`),
    );
    const secrets = ["slipway:labelKey", ...names];
    const given = Object.fromEntries(secrets.map((key) => [key, MOCKED_SECRET]));
    const texts = Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return { values: { ...Object.fromEntries(texts), ...given } as Record<string, string>, secrets };
}
