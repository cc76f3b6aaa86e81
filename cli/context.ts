import { EXIT_CODES, type Ending } from "./exit-codes";
import { painter, type Paint, type Terminal } from "./terminal";

/** What a command is given: where to write, and how to tell the way it ended. */
export class Context {
    #ending: Ending = "done";

    constructor(readonly terminal: Terminal) {}

    /** Paints what goes to standard output. */
    get paint(): Paint {
        return painter(this.terminal.out, this.terminal.variables);
    }

    get exitCode(): number {
        return EXIT_CODES[this.#ending].code;
    }

    endsAs(ending: Ending): void {
        this.#ending = ending;
    }

    /** A line of what was asked for. */
    print(line = ""): void {
        this.terminal.out.write(`${line}\n`);
    }

    printJson(value: unknown): void {
        this.print(JSON.stringify(value, undefined, 2));
    }

    /** A line about the work: to standard error, so that standard output can be read by a program. */
    say(line: string): void {
        this.terminal.err.write(`${line}\n`);
    }
}
