import type { ReceiptLine } from "../../components/teardown/receipt";
import type { Obstacle } from "../../components/teardown/left";
import type { AwsStack } from "./aws-stack";
import { keep } from "./kept";
import { slipway } from "./slipway-command";

export interface Destroyed {
    /** What `slipway receipt` said before. */
    readonly receipt: {
        readonly left: readonly ReceiptLine[];
        readonly obstacles: readonly Obstacle[];
        readonly unknown: readonly string[];
        readonly monthlyUsd: number;
    };
    /** What the stand-in's record has afterwards that no line of the receipt tells. */
    readonly untold: readonly string[];
    /** What the receipt told of AWS, and what is not there. */
    readonly missing: readonly string[];
    /** What the destroy printed. */
    readonly output: string;
    readonly code: number;
}

/** Destroys a stack as docs/teardown.md says: the receipt, then what it says must be done before, then `pulumi destroy`. */
export async function destroyed({ stack, standIns }: Pick<AwsStack, "stack" | "standIns">): Promise<Destroyed> {
    const told = await slipway(stack, ["receipt", "--json"]);
    if (told.code !== 0) throw new Error(told.output);
    keep(`teardown: receipt of ${stack.name}`, told.output);
    const receipt = JSON.parse(told.output) as Destroyed["receipt"];

    const unprotect = receipt.obstacles.flatMap(
        ({ lift }) => /^pulumi state unprotect '([^']+)'/.exec(lift)?.[1] ?? [],
    );
    if (unprotect.length > 0) {
        const { code, output } = await stack.pulumi([
            "state",
            "unprotect",
            ...unprotect,
            "--stack",
            stack.name,
            "--yes",
        ]);
        if (code !== 0) throw new Error(output);
    }
    // What the commands of AWS would do, to exactly what they name.
    standIns.faults({ lifted: receipt.obstacles.flatMap(({ id, lift }) => (lift.startsWith("aws ") ? [id] : [])) });
    const { code, output } = await stack.destroy();
    keep(`teardown: destroy of ${stack.name}`, output);

    const there = standIns.there();
    const tells = ({ id }: ReceiptLine, one: string) =>
        id.endsWith("*") ? one.startsWith(id.slice(0, -1)) : one === id;
    return {
        receipt,
        untold: there.filter((one) => !receipt.left.some((line) => tells(line, one))),
        missing: receipt.left.filter((line) => !there.some((one) => tells(line, one))).map(({ id }) => id),
        output,
        code,
    };
}

/** A destroy of which all is told. */
export const ALL_TOLD = { code: 0, untold: [], missing: [], output: expect.any(String) as string };
