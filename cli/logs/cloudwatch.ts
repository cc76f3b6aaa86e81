import type * as LogsSdk from "@aws-sdk/client-cloudwatch-logs";
import { clientConfiguration } from "../../provider/aws/access";
import { asking } from "../../provider/aws/ask";
import { loadSdk } from "../../provider/aws/sdk";
import type { Place } from "./places";

export type CloudWatchPlace = Extract<Place, { kind: "cloudwatch" }>;

/** A line that a service has written. */
export interface Line {
    /** Milliseconds since 1970. */
    readonly time: number;
    readonly service: string;
    readonly line: string;
    /** CloudWatch's own, unique. */
    readonly id: string;
}

/** Reads the lines of one service that were written from a time on, oldest first. @throws what AWS said, in words */
export type Read = (since: number) => Promise<Line[]>;

/** Where lines of CloudWatch Logs are read; `AWS_ENDPOINT_URL_CLOUDWATCH_LOGS` leads elsewhere, as the SDK has it. */
export function reader({ service, access, group, streams }: CloudWatchPlace): Read {
    const sdk = loadSdk<typeof LogsSdk>("@aws-sdk/client-cloudwatch-logs");
    const client: LogsSdk.CloudWatchLogsClient = new sdk.CloudWatchLogsClient(clientConfiguration(access));
    const ask = asking({ ...access, service: "CloudWatch Logs", subject: group, actions: ["logs:FilterLogEvents"] });
    return async (startTime) => {
        const lines: Line[] = [];
        let nextToken: string | undefined;
        do {
            const command = new sdk.FilterLogEventsCommand({
                logGroupName: group,
                startTime,
                ...(streams !== undefined && { logStreamNamePrefix: streams }),
                ...(nextToken !== undefined && { nextToken }),
            });
            const page: LogsSdk.FilterLogEventsCommandOutput = await ask("FilterLogEvents", () => client.send(command));
            for (const { timestamp = 0, message = "", eventId = "" } of page.events ?? []) {
                lines.push({ time: timestamp, service, line: message.trimEnd(), id: eventId });
            }
            nextToken = page.nextToken;
        } while (nextToken !== undefined);
        return lines;
    };
}

/** Lines of several services in the order of their time. */
export async function merged(reads: readonly Read[], since: number): Promise<Line[]> {
    return (await Promise.all(reads.map((read) => read(since)))).flat().sort((a, b) => a.time - b.time);
}

/** CloudWatch takes lines in a moment late and out of order, so each look goes back a little; what was seen is left out. */
const OVERLAP_MS = 10_000;

/** Looks again and again, and hands on what is new. Ends when `go` says so. */
export async function follow(
    reads: readonly Read[],
    since: number,
    show: (line: Line) => void,
    go: () => Promise<boolean>,
) {
    const seen = new Map<string, number>();
    let from = since;
    do {
        for (const line of await merged(reads, from)) {
            if (!seen.has(line.id)) show(line);
            seen.set(line.id, line.time);
            from = Math.max(from, line.time - OVERLAP_MS);
        }
        for (const [id, time] of seen) if (time < from) seen.delete(id);
    } while (await go());
}
