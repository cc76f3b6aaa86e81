import { receiptOf, type Receipt } from "../../components/teardown/receipt";
import type { Context } from "../context";
import { findProject } from "../project";
import { selectedStack } from "../stack";
import type { Paint } from "../terminal";
import { readDoomed, regionOf } from "./state";

export interface ReceiptOptions {
    readonly stack?: string;
    readonly json?: boolean;
}

/** `slipway receipt`: what `pulumi destroy` would leave, at what price, and what stands in its way. Asks nobody but the stack's state. */
export async function receipt(context: Context, { stack: asked, json }: ReceiptOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const stack = asked ?? (await selectedStack(project));
    const resources = await readDoomed(project, stack);
    const told = receiptOf(resources, stack, regionOf(resources));
    if (json) return context.printJson({ stack, resources: resources.length, ...told });
    if (resources.length === 0) {
        const todo = `\`slipway sweep --stack ${stack}\` looks for what an earlier destroy has left`;
        return context.print(`stack ${stack} has nothing deployed, so there is nothing to destroy: ${todo}`);
    }
    for (const line of receiptLines(told, stack, context.paint)) context.print(line);
}

/** The receipt for people. */
function receiptLines(told: Receipt, stack: string, paint: Paint): string[] {
    return [
        ...obstacleLines(told, stack, paint),
        ...leftLines(told, stack, paint),
        ...(told.unknown.length === 0
            ? []
            : [
                  "Not known to Slipway, so look yourself whether anything of them stays:",
                  ...told.unknown.map((one) => `  ${one}`),
              ]),
    ];
}

function obstacleLines({ obstacles }: Receipt, stack: string, paint: Paint): string[] {
    if (obstacles.length === 0) return [];
    return [
        `Before \`pulumi destroy --stack ${stack}\` can do its work:`,
        ...obstacles.flatMap(({ what, id, why, lift }) => [
            `  ${paint("yellow", `${what} ${id}`)}: ${why}`,
            `      ${lift}`,
        ]),
        "",
    ];
}

function leftLines({ left, monthlyUsd, pricesSince, region }: Receipt, stack: string, paint: Paint): string[] {
    if (left.length === 0) return [`\`pulumi destroy --stack ${stack}\` leaves nothing.`];
    const unpriced = left.filter((one) => one.monthlyUsd === undefined).length;
    const prices = pricesSince === "" ? "" : ` (list prices of ${pricesSince} or later, ${region})`;
    const besides = unpriced === 0 ? "" : `, and ${unpriced} of them without a price in the table`;
    return [
        `\`pulumi destroy --stack ${stack}\` leaves${prices}:`,
        ...left.flatMap(({ kind, id, cost, note, remove }) => [
            `  ${paint("bold", `${kind} ${id}`)}: ${cost}`,
            ...(note === undefined ? [] : [`      ${note}`]),
            ...(remove === undefined ? [] : [`      to remove: ${remove}`]),
        ]),
        `together about $${monthlyUsd.toFixed(2)} a month${besides}`,
    ];
}
