import { Readable } from "node:stream";
import { slipway } from "../../../cli/main";
import type { Terminal } from "../../../cli/terminal";

/** How the command ended, and what it wrote. */
export interface Ended {
    readonly code: number;
    readonly out: string;
    readonly err: string;
}

export interface Called {
    /** @default a folder without a project: the root */
    readonly directory?: string;
    /** What is piped into it. @default nothing */
    readonly input?: string;
    readonly variables?: Terminal["variables"];
    readonly isTTY?: boolean;
    /** Whether somebody sits there and can be asked. @default false */
    readonly asked?: boolean;
}

/** Runs `slipway …` in this process. */
export async function ended(args: readonly string[], called: Called = {}): Promise<Ended> {
    const { directory = "/", input = "", variables = {}, isTTY = false, asked = false } = called;
    const written = { out: "", err: "" };
    const stream = (name: keyof typeof written) => ({ isTTY, write: (text: string) => (written[name] += text) });
    const code = await slipway(args, {
        out: stream("out"),
        err: stream("err"),
        in: Object.assign(Readable.from([input]), asked && { isTTY: true }) as NodeJS.ReadStream,
        variables,
        directory,
    });
    return { code, ...written };
}
