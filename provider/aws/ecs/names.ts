/** `family:revision` of a task definition's ARN, as people say it. */
export function shortName(taskDefinitionArn: string): string {
    return taskDefinitionArn.split("/").pop() ?? taskDefinitionArn;
}
