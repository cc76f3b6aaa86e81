import { randomBytes } from "node:crypto";
import type { ServiceSummary } from "@aws-sdk/client-apprunner";
import type { AwsAccess } from "../aws/access";
import { explained } from "../aws/explained";
import { ReleaseError } from "../contract";
import { ACTIONS, listServices } from "../drivers/app-runner/client";
import { changes, hasUnknown, open, unknown, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";

interface Inputs extends AwsAccess {
    readonly prefix: string;
}

/**
 * `slipway:index:AppRunnerName`: the name of an App Runner service, random at its end, as a failed service keeps its name.
 *
 * It comes before everything else of the service, and asks for the account's services: in an account that App Runner is closed to, every
 * operation answers so. AWS documents no other way to know. And a service that could not be created (CREATE_FAILED) can neither be updated
 * nor left alone, since Pulumi keeps it and would update it: then the name changes, so the service is replaced.
 */
export class AppRunnerNameResource implements Resource {
    async diff(state: State, news: Properties, call: Call): Promise<Difference> {
        const inputChanges = changes(state.inputs, news);
        const services = await servicesOf(open<Inputs>(news), call);
        const failed = unusable(state, services);
        if (failed !== undefined) call.say(failed);
        return { changes: failed === undefined ? inputChanges : [{ path: "serviceName", kind: "update" }] };
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        const inputs = open<Inputs>(news);
        if (!hasUnknown(news)) await servicesOf(inputs, call);
        if (preview) return { id: "", outputs: { ...news, serviceName: unknown } };
        const serviceName = freshName(inputs);
        return { id: serviceName, outputs: { ...news, serviceName } };
    }

    async update(state: State, news: Properties, preview: boolean, call: Call): Promise<Properties> {
        const failed = unusable(state, await servicesOf(open<Inputs>(news), call));
        if (failed === undefined) return { ...news, serviceName: state.outputs.serviceName };
        return { ...news, serviceName: preview ? unknown : freshName(open<Inputs>(news)) };
    }

    async delete(): Promise<void> {
        // A name is gone with the service that had it.
    }
}

function freshName({ prefix }: Inputs): string {
    // Seven digits, as Pulumi makes names of its own.
    return `${prefix}-${randomBytes(4).toString("hex").slice(0, 7)}`;
}

/** Why the name cannot stay, in a sentence; `undefined`: it can. */
function unusable(state: State, services: readonly ServiceSummary[]): string | undefined {
    const name = String(open<Properties>(state.outputs).serviceName);
    const failed = services.some(({ ServiceName, Status }) => ServiceName === name && Status === "CREATE_FAILED");
    return failed
        ? `${name} could not be created (CREATE_FAILED), and only a new service can take its place`
        : undefined;
}

/** The account's services. @throws where App Runner is closed to the account; where nothing can be asked it says so, and goes on. */
async function servicesOf(inputs: Inputs, { say, signal }: Call): Promise<readonly ServiceSummary[]> {
    try {
        return await listServices(inputs, signal);
    } catch (error) {
        if (error instanceof Error && isClosed(error)) throw closed(inputs, error);
        const question = { ...inputs, service: "App Runner", operation: "ListServices", subject: inputs.prefix };
        const why = explained(error, { ...question, actions: ACTIONS });
        if (why.name === "AbortError") throw why;
        say(
            `${inputs.prefix}: whether App Runner is open to this account could not be checked: ${why.message}`,
            "warning",
        );
        return [];
    }
}

/** The answer that an account without App Runner has reported for every operation, since AWS closed it. */
export function isClosed({ name, message }: Error): boolean {
    return (
        /^SubscriptionRequired(Exception)?$|^OptInRequired/.test(name) ||
        /needs a subscription for the service/.test(message)
    );
}

function closed({ prefix, region }: Inputs, { name, message }: Error): ReleaseError {
    return new ReleaseError(
        `${prefix}: App Runner is closed to this account in ${region}: it has taken no new customers since 2026-04-30 (${name}: ${message})`,
        [`nothing was created. ${INSTEAD_OF_APP_RUNNER}`],
    );
}

export const INSTEAD_OF_APP_RUNNER =
    "ECS Express Mode is what AWS recommends instead, and takes the same app: " +
    "`pulumi config set --path 'slipway:apps.<app>.target' ecs-express`";
