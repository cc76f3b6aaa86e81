import * as pulumi from "@pulumi/pulumi";
import { STACK_TAG } from "../teardown/stack-tag";

/**
 * For what may outlive `pulumi destroy`, so that `slipway sweep` finds it, and for what shows that a stack is alive. Not for everything: a tag
 * on each resource is each user's own choice (`aws:defaultTags`).
 */
export function stackTags(): Record<string, string> {
    return { [STACK_TAG]: `${pulumi.getProject()}/${pulumi.getStack()}` };
}
