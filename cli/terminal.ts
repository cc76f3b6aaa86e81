import { styleText } from "node:util";

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the command writes to and asks. Tests hand in their own. */
export interface Terminal {
    /** What was asked for. */
    readonly out: Stream;
    /** Progress and errors. */
    readonly err: Stream;
    readonly in: NodeJS.ReadStream;
    readonly variables: Variables;
    readonly directory: string;
}

export interface Stream {
    readonly isTTY?: boolean;
    write(text: string): unknown;
}

export const processTerminal = (): Terminal => ({
    out: process.stdout,
    err: process.stderr,
    in: process.stdin,
    variables: process.env,
    directory: process.cwd(),
});

export type Colour = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";
export type Paint = (colour: Colour, text: string) => string;

/** Colours only where somebody looks (a terminal), and wants them: see no-color.org. */
export function hasColours(stream: Stream, { NO_COLOR, TERM }: Variables): boolean {
    return stream.isTTY === true && !NO_COLOR && TERM !== "dumb";
}

export function painter(stream: Stream, variables: Variables): Paint {
    const wanted = hasColours(stream, variables);
    return (colour, text) => (wanted ? styleText(colour, text, { validateStream: false }) : text);
}
