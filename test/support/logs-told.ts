import { merged, reader, type CloudWatchPlace } from "../../cli/logs/cloudwatch";
import { placesOf } from "../../cli/logs/places";
import type { TestStack } from "./stack";

/**
 * What `slipway logs <app>` shows, as service and line: at the places that the stack's true state tells, from the stand-in of CloudWatch Logs, which
 * has lines only where containers that run write to. The command itself wants the settings in the project's own folder, where a test has none.
 */
export async function logsTold(stack: TestStack, app: string): Promise<string[]> {
    const { output } = await stack.pulumi(["stack", "export", "--stack", stack.name]);
    const places = placesOf(output.slice(output.indexOf("{")), app) as CloudWatchPlace[];
    const own = { ...process.env };
    Object.assign(process.env, stack.env);
    try {
        return (await merged(places.map(reader), 0)).map(({ service, line }) => `${service}: ${line}`);
    } finally {
        for (const name of Object.keys(stack.env)) {
            if (own[name] === undefined) delete process.env[name];
            else process.env[name] = own[name];
        }
    }
}
