import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { doctorCommand } from "./commands/doctor";
import { initCommand } from "./commands/init";
import { logsCommand } from "./commands/logs";
import { pinCommand } from "./commands/pin";
import { prCommand } from "./commands/pr";
import { receiptCommand } from "./commands/receipt";
import { recoverCommand } from "./commands/recover";
import { releasesCommand } from "./commands/releases";
import { rollbackCommand } from "./commands/rollback";
import { secretsCommand } from "./commands/secrets";
import { sweepCommand } from "./commands/sweep";
import type { Context } from "./context";
import { EXIT_CODES } from "./exit-codes";
import { hasColours, painter } from "./terminal";

/** The commands, in the order of the help: one file each. What takes time to load, each loads when it runs. */
const COMMANDS: readonly ((context: Context) => Command)[] = [
    initCommand,
    doctorCommand,
    secretsCommand,
    pinCommand,
    logsCommand,
    releasesCommand,
    rollbackCommand,
    recoverCommand,
    prCommand,
    receiptCommand,
    sweepCommand,
];

/** The whole command line. It throws what is wrong, and never ends the process. */
export function program(context: Context): Command {
    const { out, err, variables } = context.terminal;
    const slipway = new Command("slipway")
        .description(
            "What Pulumi has no command for. Everything else is Pulumi's: pulumi preview, pulumi up, pulumi destroy.",
        )
        .version(version(), "-V, --version", "print Slipway's version")
        .helpOption("-h, --help", "explain the command")
        .helpCommand("help [command]", "explain a command")
        .addHelpText("after", () => exitCodes());
    for (const command of COMMANDS) slipway.addCommand(command(context));
    for (const command of [slipway, ...descendants(slipway)]) {
        command.exitOverride().showHelpAfterError("(--help explains it)");
        command.configureOutput({
            writeOut: (text) => void out.write(text),
            writeErr: (text) => void err.write(text),
            getOutHasColors: () => hasColours(out, variables),
            getErrHasColors: () => hasColours(err, variables),
            outputError: (text, write) => write(text.replace(/^error:/, painter(err, variables)("red", "error:"))),
        });
    }
    return slipway;
}

function descendants(command: Command): Command[] {
    return command.commands.flatMap((child) => [child, ...descendants(child)]);
}

function exitCodes(): string {
    const lines = Object.values(EXIT_CODES).map(({ code, means }) => `  ${String(code).padEnd(4)} ${means}`);
    return `\nExit codes:\n${lines.join("\n")}`;
}

function version(): string {
    const file = readFileSync(join(__dirname, "..", "package.json"), "utf8");
    return (JSON.parse(file) as { version: string }).version;
}
