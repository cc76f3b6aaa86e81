import { setTimeout as sleep } from "node:timers/promises";
import type { CustomDomain } from "@aws-sdk/client-apprunner";
import type { AwsAccess } from "../aws/access";
import { ReleaseError } from "../contract";
import { unlessCancelled } from "../core/cancelled";
import { customDomain } from "../drivers/app-runner/client";
import { changes, hasUnknown, open, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";

interface Inputs extends AwsAccess {
    /** ARN of the service. */
    readonly service: string;
    readonly domain: string;
    readonly deadlineSeconds: number;
}

const OURS = "slipway:index:AppRunnerCertificate";
const ASSOCIATION = "aws:apprunner/customDomainAssociation:CustomDomainAssociation";
/** Shortest and longest pause between two looks, in milliseconds. */
const PAUSES: readonly [shortest: number, longest: number] = [1_000, 10_000];

/**
 * `slipway:index:AppRunnerCertificate`: waits until App Runner serves a domain, with a certificate for it. The aws provider is content
 * with an association whose certificate nobody has proved yet; App Runner lets no request for the name in before it is active.
 *
 * The record that leads users to the service depends on this: an app that moves here is reached where it was until then.
 */
export class AppRunnerCertificateResource implements Resource {
    constructor(private readonly pauses = PAUSES) {}

    async diff(state: State, news: Properties): Promise<Difference> {
        return { changes: changes(state.inputs, news) };
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        if (preview) return { id: "", outputs: news };
        await this.active(news, call);
        return { id: open<Inputs>(news).domain, outputs: news };
    }

    async update(_: State, news: Properties, preview: boolean, call: Call): Promise<Properties> {
        if (!preview && !hasUnknown(news)) await this.active(news, call);
        return news;
    }

    async delete(): Promise<void> {
        // The certificate goes with the association.
    }

    private active(news: Properties, call: Call): Promise<void> {
        const inputs = open<Inputs>(news);
        const told = `${inputs.domain}: cancelled. App Runner goes on with the certificate; the next "pulumi up" waits for it again.`;
        return unlessCancelled(call, told, () => this.watched(inputs, call));
    }

    private async watched(inputs: Inputs, { say, signal, urn }: Call): Promise<void> {
        const { domain, deadlineSeconds, service } = inputs;
        const end = Date.now() + deadlineSeconds * 1000;
        const [shortest, longest] = this.pauses;
        let told = false;
        for (let delay = shortest; ; delay = Math.min(delay * 1.4, longest)) {
            const found = await customDomain(inputs, { service, domain }, signal);
            const status = statusOf(found);
            if (status === "ACTIVE") return;
            if (status.endsWith("_FAILED")) throw failed(inputs, status, urn);
            if (Date.now() + delay > end) throw overdue(inputs, found);
            if (!told) say(`${domain}: waiting for App Runner's certificate (${status}); the name leads here after it`);
            told = true;
            await sleep(delay, undefined, { signal });
        }
    }
}

/** In capitals, as App Runner's model has it; its answers are reported in small letters too. */
function statusOf(found: CustomDomain | undefined): string {
    return found?.Status?.toUpperCase() ?? "not associated";
}

function failed({ domain }: Inputs, status: string, urn: string): ReleaseError {
    return new ReleaseError(
        `${domain}: App Runner made no certificate for it (${status}). The name leads where it led before`,
        [
            "the usual cause: CAA records of the domain, none of which names amazon.com",
            `mended? \`pulumi up --replace '${urn.replace(OURS, ASSOCIATION)}'\` asks App Runner anew`,
        ],
    );
}

function overdue({ domain, deadlineSeconds }: Inputs, found: CustomDomain | undefined): ReleaseError {
    const proofs = (found?.CertificateValidationRecords ?? []).map(
        ({ Name, Status }) => `${Name ?? "?"}: ${Status ?? "?"}`,
    );
    return new ReleaseError(
        `${domain}: App Runner has no certificate for it after ${deadlineSeconds} s (${statusOf(found)}). The name leads where it led before; ` +
            `the next "pulumi up" waits again. AWS speaks of minutes, and of up to two days`,
        proofs.length === 0 ? [] : ["proofs that App Runner looks for in DNS:", ...proofs.map((proof) => `  ${proof}`)],
    );
}
