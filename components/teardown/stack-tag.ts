/** Key of the tag by which what outlives a stack is found again; `<project>/<stack>` is its value. */
export const STACK_TAG = "slipway:stack";
