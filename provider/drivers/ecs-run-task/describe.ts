import { describeService, shortImage } from "../../core/describe";
import type { JobInputs } from "./job";

type Words = Omit<JobInputs, "deployment" | "deadlineSeconds">;

/** One line: `migrate: runs before api: image 3f2a → 9c1d`. */
export function describeJob(before: Words | undefined, now: Words): string {
    const then = now.before.length > 0 ? ` before ${now.before.join(", ")}` : "";
    return `${now.name}: runs${then}: ${before === undefined ? first(now) : changed(before, now)}`;
}

function first({ image, command }: Words): string {
    return `image ${shortImage(image)}${command === undefined ? "" : `, command ${inWords(command)}`}`;
}

function changed(before: Words, now: Words): string {
    const command =
        inWords(before.command) === inWords(now.command)
            ? []
            : [`command ${inWords(before.command)} → ${inWords(now.command)}`];
    const parts = [...describeService(before, now), ...command];
    return parts.length > 0 ? parts.join("; ") : "its task definition changes";
}

function inWords(command: readonly string[] | undefined): string {
    return command === undefined
        ? "of the image"
        : command.map((part) => (/^[\w./:=@%+,-]+$/.test(part) ? part : JSON.stringify(part))).join(" ");
}
