import type * as Prompts from "@inquirer/prompts";
import { load } from "../load";
import { Refusal } from "../refusal";
import type { Terminal } from "../terminal";

/** What is piped in, without the line break at its end, or what somebody types, unseen. @throws Refusal where it cannot be a variable's value */
export async function givenValue(terminal: Terminal, what: string): Promise<string> {
    const value = terminal.in.isTTY ? await typed(terminal, what) : await piped(terminal);
    if (value.trim() === "") throw unusable(what, "the value is empty", "a secret that is not needed is not declared");
    if (value.includes("\0"))
        throw unusable(what, "the value holds a zero byte, which no variable can", "encode it, as by base64");
    return value;
}

function unusable(where: string, what: string, todo: string): Refusal {
    return new Refusal({ where, what, todo }, "failed");
}

async function piped({ in: input }: Terminal): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of input) chunks.push(Buffer.from(chunk as Buffer | string));
    return Buffer.concat(chunks)
        .toString("utf8")
        .replace(/\r?\n$/, "");
}

function typed({ in: input, err }: Terminal, what: string): Promise<string> {
    const { password } = load<typeof Prompts>("@inquirer/prompts");
    // Nothing is shown, not even how long it is.
    return password({ message: `Value of ${what} (not shown):` }, { input, output: err as NodeJS.WritableStream });
}
