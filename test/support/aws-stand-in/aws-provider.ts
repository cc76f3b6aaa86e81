import { randomBytes } from "node:crypto";
import { APP_RUNNER_DOMAIN, associateDomain, disassociateDomain } from "./app-runner-domain";
import {
    APP_RUNNER_SERVICE,
    createAppRunnerService,
    deleteAppRunnerService,
    updateAppRunnerService,
} from "./app-runner-resource";
import { advance, deploy, type EcsService } from "./ecs-service";
import { createExpress, deleteExpress, EXPRESS, updateExpress } from "./express-resource";
import type { StandInProvider } from "./provider-server";
import { FUNCTIONS, MODELS, namedBy, type ResourceModel } from "./resource-models";
import { putVersion } from "./secret-store";
import type { StandInState } from "./state";
import { hashed, hasUnknown, isSecret, opened, UNKNOWN, type Props } from "./wire";
import { nameOf, typeOf } from "../../../tools/urn";

const SERVICE = "aws:ecs/service:Service";
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

/** STAND-IN for the provider `aws`: gives ids, ARNs and computed outputs, replaces what AWS replaces, records all. */
export function awsStandIn(state: StandInState): StandInProvider {
    const { services, taskDefinitions, revisions, named } = state.stored;
    const refusedOnce = new Set<string>();
    const note = (operation: string, urn: string, details: Props) => {
        const what = `${operation} ${typeOf(urn)}::${nameOf(urn)}`;
        state.record({ operation, urn, ...hashed(details) });
        for (const [part, message] of Object.entries(state.faults().refuse ?? {})) {
            if (what.includes(part)) throw new Error(message);
        }
        for (const [part, message] of Object.entries(state.faults().refuseFirst ?? {})) {
            if (!what.includes(part) || refusedOnce.has(part)) continue;
            refusedOnce.add(part);
            throw new Error(message);
        }
    };

    return {
        check(urn, olds, news) {
            const key = namedBy(modelOf(urn), news);
            if (key === undefined) return news;
            const random = randomBytes(4).toString("hex").slice(0, 7);
            return { ...news, [key]: olds[key] ?? `${nameOf(urn)}-${random}` };
        },

        diff(urn, olds, news) {
            const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
                (key) => !key.startsWith("__"),
            );
            const changed = keys.filter(
                (key) => JSON.stringify(openValue(olds[key])) !== JSON.stringify(openValue(news[key])),
            );
            const { replaceOn, inPlace = [] } = modelOf(urn);
            const replaces = changed.filter((key) =>
                replaceOn === "*" ? !inPlace.includes(key) : replaceOn.includes(key),
            );
            return { changed, replaces };
        },

        create(urn, news, preview) {
            const model = modelOf(urn);
            if (preview) return { id: "", outputs: { ...computed(model, news, UNKNOWN), ...news } };
            note("create", urn, { inputs: news });
            refuseUnknown(urn, news);
            const inputs = opened(news);
            if (typeOf(urn) === APP_RUNNER_SERVICE) return createAppRunnerService(inputs, news, state);
            const unique = typeOf(urn) === TASK_DEFINITION ? nextRevision(inputs) : state.unique();
            const id = model.id(inputs, unique);
            if (model.exists !== undefined) {
                const key = `${typeOf(urn)}::${id}`;
                if (key in named) throw new Error(model.exists(id));
                named[key] = inputs;
            }
            const outputs = { ...model.outputs?.(inputs, id, unique), ...news };
            if (typeOf(urn) === TASK_DEFINITION)
                taskDefinitions[String(outputs.arn)] = String(inputs.containerDefinitions);
            if (typeOf(urn) === SERVICE) createService(id, inputs);
            if (typeOf(urn) === EXPRESS) createExpress(id, inputs, state);
            if (typeOf(urn) === APP_RUNNER_DOMAIN) associateDomain(inputs, outputs, state);
            if (typeOf(urn) === SECRET_VERSION) {
                const version = { id: unique, labels: inputs.versionStages as string[] };
                putVersion(state.stored.secrets, String(inputs.secretId), version);
            }
            if (typeOf(urn) === SECRET_VERSION)
                for (const stage of inputs.versionStages as string[])
                    state.secretValues.set(`${String(inputs.secretId)}:${stage}`, String(inputs.secretString));
            state.save();
            const unanswered = state.faults().unanswered ?? [];
            return unanswered.some((part) => typeOf(urn).includes(part)) ? undefined : { id, outputs };
        },

        read(urn, id, outputs) {
            note("read", urn, { id });
            if (state.faults().gone?.some((part) => typeOf(urn).includes(part))) return undefined;
            const known = named[`${typeOf(urn)}::${id}`];
            // Without outputs it is one that was created and never recorded: it is asked for by its id.
            if (Object.keys(outputs).length === 0 && known !== undefined)
                return { outputs: { ...modelOf(urn).outputs?.(known, id, ""), ...known }, inputs: known };
            const service = typeOf(urn) === SERVICE ? services[id] : undefined;
            if (service === undefined) return { outputs };
            advance(service, taskDefinitions, state.faults());
            return { outputs: { ...outputs, taskDefinition: service.deployments[0]?.taskDefinition } };
        },

        update(urn, id, { olds, news, preview }) {
            if (preview) return { ...olds, ...news };
            note("update", urn, { id, inputs: news });
            refuseUnknown(urn, news);
            const service = typeOf(urn) === SERVICE ? services[id] : undefined;
            if (service !== undefined) updateService(service, opened(news));
            if (typeOf(urn) === EXPRESS) updateExpress(id, { olds: opened(olds), news: opened(news) }, state);
            if (typeOf(urn) === APP_RUNNER_SERVICE) updateAppRunnerService(id, opened(news), state);
            state.save();
            return { ...olds, ...news };
        },

        delete(urn, id, outputs) {
            note("delete", urn, { id });
            delete named[`${typeOf(urn)}::${id}`];
            if (typeOf(urn) === APP_RUNNER_SERVICE) deleteAppRunnerService(id, state);
            // What the real provider does with `skipDestroy`: the definition stays for those that refer to it.
            if (typeOf(urn) === TASK_DEFINITION && outputs.skipDestroy !== true)
                delete taskDefinitions[String(outputs.arn)];
            const service = typeOf(urn) === SERVICE ? services[id] : undefined;
            if (service !== undefined) service.status = "INACTIVE";
            if (typeOf(urn) === EXPRESS) deleteExpress(id, state);
            if (typeOf(urn) === APP_RUNNER_DOMAIN) disassociateDomain(id, state);
            state.save();
        },

        invoke(token) {
            const found = FUNCTIONS[token];
            if (found === undefined) throw new Error(`the aws stand-in does not know the function ${token}`);
            return found;
        },
    };

    function nextRevision({ family }: Props): string {
        const revision = (revisions[String(family)] ?? 0) + 1;
        revisions[String(family)] = revision;
        return String(revision);
    }

    function createService(arn: string, inputs: Props): void {
        if (!(String(inputs.taskDefinition) in taskDefinitions))
            throw new Error("ClientException: TaskDefinition not found.");
        const service: EcsService = {
            arn,
            name: String(inputs.name),
            cluster: String(inputs.cluster),
            targetGroups: ((inputs.loadBalancers ?? []) as Props[]).map(({ targetGroupArn }) => String(targetGroupArn)),
            capacityProviders: ((inputs.capacityProviderStrategies ?? []) as Props[]).map(({ capacityProvider }) =>
                String(capacityProvider),
            ),
            desiredCount: Number(inputs.desiredCount ?? 1),
            status: "ACTIVE",
            deployments: [],
            events: [],
            stopped: [],
            conclusions: [],
        };
        services[arn] = service;
        deploy(service, String(inputs.taskDefinition), "ECS deployment in progress.");
    }

    function updateService(service: EcsService, inputs: Props): void {
        advance(service, taskDefinitions, state.faults());
        service.desiredCount = Number(inputs.desiredCount ?? 1);
        const wanted = String(inputs.taskDefinition);
        if (!(wanted in taskDefinitions)) throw new Error("ClientException: TaskDefinition is inactive.");
        if (service.deployments[0]?.taskDefinition !== wanted) deploy(service, wanted, "ECS deployment in progress.");
    }
}

function modelOf(urn: string): ResourceModel {
    const model = MODELS[typeOf(urn)];
    if (model === undefined) throw new Error(`the aws stand-in does not know the type ${typeOf(urn)}`);
    return model;
}

/** The names of computed outputs, each with `value`. */
function computed(model: ResourceModel, inputs: Props, value: unknown): Props {
    return Object.fromEntries(Object.keys(model.outputs?.(opened(inputs), "", "") ?? {}).map((key) => [key, value]));
}

function refuseUnknown(urn: string, news: Props): void {
    if (hasUnknown(news)) throw new Error(`unknown values reached an operation on ${urn}`);
}

function openValue(value: unknown): unknown {
    return isSecret(value) ? value.value : value;
}
