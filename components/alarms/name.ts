import * as pulumi from "@pulumi/pulumi";

/**
 * The name of an alarm, topic or dashboard on AWS: known beforehand, so that it can be asked for by name, and what an e-mail's
 * subject begins with says which stack it is about.
 */
export function alarmName(name: string): string {
    return `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
}
