import { error, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

/** App Runner takes one text, and its documents do not say how it is split: only what cannot be split wrongly is passed on. */
const PLAIN = /^[\w./:=@%+,-]+$/;

/** `command` → App Runner's start command. */
export function startCommand({ project, name, service }: ServiceContext, issues: Issue[]): string | undefined {
    const { command } = service;
    if (command === undefined || command.length === 0) return undefined;
    const odd = command.find((word) => !PLAIN.test(word));
    if (odd === undefined) return command.join(" ");
    const what = `has the word ${JSON.stringify(odd)}, but App Runner's start command is one text of plain words: put the command into the image as CMD.`;
    issues.push(error(`${project.file}: services.${name}.command`, what));
    return undefined;
}
