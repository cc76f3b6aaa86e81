import { InvalidArgumentError } from "commander";

/** An argument that is a whole number from 1. */
export function whole(text: string): number {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("It must be a number such as 41.");
    return number;
}
