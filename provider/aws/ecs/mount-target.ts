/**
 * Whether a task did not start because the name of a volume's mount target led nowhere yet. AWS asks people to wait 90 seconds after a mount
 * target is there, and does not say when it is over.
 */
export function isNameUnknown(reason: string): boolean {
    return /Failed to resolve "fs-/i.test(reason);
}
