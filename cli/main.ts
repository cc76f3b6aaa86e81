import { CommanderError } from "commander";
import { Context } from "./context";
import { EXIT_CODES } from "./exit-codes";
import { program } from "./program";
import { Refusal, sentence, type Wrong } from "./refusal";
import { painter, processTerminal, type Terminal } from "./terminal";

/** `npx slipway …`. */
export function main(): void {
    const terminal = processTerminal();
    // A reader that has seen enough (`| head`) is no error.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
    void slipway(process.argv.slice(2), terminal).then((code) => process.exit(code));
}

/** Runs the command. @returns its exit code; never throws */
export async function slipway(args: readonly string[], terminal: Terminal): Promise<number> {
    const context = new Context(terminal);
    try {
        await program(context).parseAsync(args, { from: "user" });
        return context.exitCode;
    } catch (error) {
        // Commander has shown its own words: help, the version, or what is wrong with the command line.
        if (error instanceof CommanderError) {
            return error.exitCode === 0 ? EXIT_CODES.done.code : EXIT_CODES.usage.code;
        }
        // How @inquirer says that somebody pressed Ctrl-C at a question.
        if (error instanceof Error && error.name === "ExitPromptError") return EXIT_CODES.interrupted.code;
        return refuse(error, context, args.includes("--json"));
    }
}

function refuse(error: unknown, context: Context, json: boolean): number {
    const ending = error instanceof Refusal ? error.ending : "failed";
    const wrong: Wrong = error instanceof Refusal ? error.wrong : { where: "slipway", what: messageOf(error) };
    const { code } = EXIT_CODES[ending];
    if (json) {
        context.printJson({ error: wrong, exitCode: code });
    } else {
        const { err, variables } = context.terminal;
        context.say(`${painter(err, variables)("red", "error:")} ${sentence(wrong)}`);
    }
    if (variablesAskForTrace(context) && error instanceof Error) context.say(error.stack ?? "");
    return code;
}

function variablesAskForTrace({ terminal }: Context): boolean {
    return Boolean(terminal.variables.SLIPWAY_DEBUG);
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
