import type { Context } from "../context";
import type { Colour } from "../terminal";
import type { Finding } from "./check";
import { CHECKS } from "./checks";
import { patientOf } from "./patient";
import { examine, type Named } from "./run";

const COLOURS = { ok: "green", warning: "yellow", wrong: "red" } as const satisfies Record<Finding["result"], Colour>;

/** Makes all checks and shows what they found. */
export async function doctor(context: Context, { stack, json }: { stack?: string; json?: boolean }): Promise<void> {
    const patient = await patientOf(context.terminal, stack);
    const { withoutStack } = patient;
    const findings: Named[] = [
        ...(withoutStack === undefined ? [] : [{ check: "stack", ...withoutStack }]),
        ...(await examine(CHECKS, patient)),
    ];
    const count = (result: Finding["result"]): number => findings.filter((one) => one.result === result).length;
    const [wrong, warnings] = [count("wrong"), count("warning")];
    if (wrong > 0) context.endsAs("failed");
    if (json) return context.printJson({ findings, wrong, warnings });
    for (const line of shown(findings, context)) context.print(line);
    context.print(`${count("ok")} ok, ${warnings} ${warnings === 1 ? "warning" : "warnings"}, ${wrong} wrong`);
}

function shown(findings: readonly Named[], { paint }: Context): string[] {
    const width = Math.max(...findings.map(({ check }) => check.length));
    return findings.flatMap(({ check, result, what, todo }) => {
        const mark = paint(COLOURS[result], result.padEnd("warning".length));
        const lines = [`${mark}  ${check.padEnd(width)}  ${what}`];
        return todo ? [...lines, `${" ".repeat("warning".length + 2 + width)}  ${paint("dim", "do:")} ${todo}`] : lines;
    });
}
