import { setTimeout as sleep } from "node:timers/promises";
import { unlessCancelled } from "../../core/cancelled";
import { ReleaseError, type ReleaseContext } from "../../contract";
import type { AppRunner } from "./client";
import { differing, imageOf, wantedConfiguration, type ApiConfiguration } from "./configuration";
import type { AppRunnerInputs, AppRunnerRecord } from "./deployment";
import { whatIsLeft } from "./failure";
import { judge, type Verdict } from "./judge";
import { isGoingOn, type OperationView, type ServiceView } from "./view";

/** What App Runner and the program have written, secrets taken out. Never throws: it explains a failure. */
export type Log = (service: ServiceView, operation: OperationView | undefined) => Promise<string[]>;

/** One `pulumi up`'s work on one service. */
export interface Rollout {
    readonly wanted: AppRunnerInputs;
    readonly previous: AppRunnerRecord | undefined;
    readonly appRunner: AppRunner;
    readonly log: Log;
    readonly context: ReleaseContext;
    /** For how long this run of Pulumi has lasted, in milliseconds. */
    readonly runningMs: number;
    /** @default PAUSES */
    readonly pauses?: Pauses;
}

interface Pauses {
    /** Shortest and longest pause between two looks, in milliseconds. */
    readonly look: readonly [shortest: number, longest: number];
    /** Milliseconds after which an operation that is not to be seen is looked for once more before another is asked for. */
    readonly confirm: number;
}

const PAUSES: Pauses = { look: [1_000, 5_000], confirm: 5_000 };
/** The headers that tell AWS's clock count in seconds. */
const CLOCK_MS = 1_000;

/** Waits for the end of the operation that brings the wanted version. @returns its id */
export async function rollOut(rollout: Rollout): Promise<string> {
    const { wanted, context } = rollout;
    const told = `${wanted.name}: cancelled. App Runner goes on with the operation; the next "pulumi up" judges it.`;
    return unlessCancelled(context, told, () => watched(rollout));
}

interface Seen {
    readonly service: ServiceView | undefined;
    readonly operations: readonly OperationView[];
}

async function watched(rollout: Rollout): Promise<string> {
    const { appRunner, context, pauses = PAUSES, runningMs } = rollout;
    const configuration = wantedConfiguration(rollout.wanted);
    const spent = spentOperation(rollout.previous, configuration);
    const [shortest, longest] = pauses.look;
    let followed: string | undefined;
    let [confirmed, requested] = [false, false];
    for (let delay = shortest; ; delay = Math.min(delay * 1.4, longest)) {
        // In this order: an operation that has ended meanwhile is seen with what it has left behind.
        const operations = await appRunner.operations().catch(noneFor);
        const seen: Seen = { operations, service: await appRunner.service() };
        const began = appRunner.now() - runningMs - CLOCK_MS;
        const verdict = judge({
            ...seen,
            wanted: configuration,
            began,
            ...(spent !== undefined && { spent }),
            ...(followed !== undefined && { followed }),
        });
        if (verdict.kind === "passed") return verdict.operation;
        if (verdict.kind === "failed") throw await failure(verdict.cause, rollout, seen, verdict.operation);
        if (verdict.kind === "request") {
            // Asking twice would turn a version that cannot start into an endless loop of attempts.
            if (requested) throw await failure(verdict.because, rollout, seen, seen.operations[0]);
            // Pulumi may have asked a moment ago, and App Runner's answers may lag.
            if (!confirmed) {
                confirmed = true;
                await sleep(pauses.confirm, undefined, { signal: context.signal });
                continue;
            }
            followed = await request(verdict.because, rollout, configuration, seen);
            requested = followed !== undefined;
            await sleep(delay, undefined, { signal: context.signal });
            if (Date.now() >= context.deadline) {
                throw await overdue({ kind: "wait", because: verdict.because }, rollout, seen);
            }
            continue;
        }
        followed = verdict.operation ?? followed;
        context.say(`${rollout.wanted.name}: ${verdict.because}`, "ephemeral");
        await sleep(Math.min(delay, Math.max(context.deadline - Date.now(), 0)), undefined, { signal: context.signal });
        if (Date.now() >= context.deadline) throw await overdue(verdict, rollout, seen);
    }
}

/**
 * The operation by which the release before was judged: it cannot have brought this one, whatever App Runner's answers, which may
 * lag, seem to say. The same release again may well be served by it.
 */
function spentOperation(previous: AppRunnerRecord | undefined, wanted: ApiConfiguration): string | undefined {
    if (previous === undefined) return undefined;
    const before = wantedConfiguration(previous);
    const same = differing(wanted, before).length === 0 && differing(before, wanted).length === 0;
    const { operation } = previous.evidence;
    return same || typeof operation !== "string" ? undefined : operation;
}

async function request(
    because: string,
    { wanted, appRunner, context }: Rollout,
    configuration: ApiConfiguration,
    { service }: Seen,
): Promise<string | undefined> {
    context.say(`${wanted.name}: ${because}; asking App Runner for it once more`);
    // An update to what the service says it is may come to nothing: then its deployment is asked for.
    const asked =
        differing(configuration, service?.configuration).length === 0
            ? appRunner.deploy()
            : appRunner.update(configuration);
    return asked.catch((error: unknown) => {
        // Something is going on that App Runner has not told of: the next look will see it.
        if (error instanceof Error && error.message.includes("InvalidStateException")) return undefined;
        throw error;
    });
}

async function overdue({ because }: Verdict & { kind: "wait" }, rollout: Rollout, seen: Seen): Promise<ReleaseError> {
    const { deadlineSeconds } = rollout.wanted;
    const cause =
        `${because} (not ended within ${deadlineSeconds} s). App Runner takes nothing else for the service until it has ended, and ` +
        `nobody can stop it; the next "pulumi up" judges it. If it is still there after an hour, only AWS Support can end it`;
    return failure(cause, rollout, seen, seen.operations.find(isGoingOn));
}

async function failure(
    cause: string,
    { wanted, previous, log }: Rollout,
    { service }: Seen,
    operation: OperationView | undefined,
): Promise<ReleaseError> {
    const image = imageOf(wantedConfiguration(wanted)).split("/").pop();
    const serving = previous && imageOf(wantedConfiguration(previous)).split("/").pop();
    const before = serving === image ? undefined : serving;
    const details = service === undefined ? [] : [...whatIsLeft(service, before), ...(await log(service, operation))];
    return new ReleaseError(`${wanted.name}: ${image} does not serve: ${cause}`, details);
}

/** Where the service is gone, its operations are too. */
function noneFor(error: unknown): OperationView[] {
    if (error instanceof Error && error.message.includes("ResourceNotFoundException")) return [];
    throw error;
}
