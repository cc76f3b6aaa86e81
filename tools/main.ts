import { say } from "./log";

/** Runs a command of tools/: its exit code is the process's; an error is shown as one message without a stack. */
export function main(command: () => Promise<number>): void {
    // An error that is thrown before there is a promise is one, too.
    Promise.resolve()
        .then(command)
        .then(
            (code) => process.exit(code),
            (error: unknown) => {
                say(`error: ${error instanceof Error ? error.message : String(error)}`);
                if (process.env.SLIPWAY_DEBUG && error instanceof Error) console.error(error.stack);
                process.exit(1);
            },
        );
}
