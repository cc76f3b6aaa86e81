import * as ecs from "@pulumi/aws/ecs";
import { resourceRule, type Rule, type RuleHead } from "./rule";

/** What the rules look at in one container of a task definition. */
export interface Container {
    readonly name: string;
    readonly user?: string;
    readonly privileged?: boolean;
    readonly readonlyRootFilesystem?: boolean;
    readonly environment?: readonly { readonly name: string; readonly value?: string }[];
    readonly linuxParameters?: { readonly capabilities?: { readonly add?: readonly string[] } };
    readonly logConfiguration?: { readonly logDriver?: string; readonly options?: Readonly<Record<string, string>> };
}

/** A rule about each container. A problem begins with what is wrong; the container's name is put before it. */
export function containerRule(head: RuleHead, problems: (container: Container) => readonly string[]): Rule {
    return resourceRule(ecs.TaskDefinition, head, ({ containerDefinitions }) =>
        parse(containerDefinitions).flatMap((container) =>
            problems(container).map((problem) => `container ${container.name}: ${problem}`),
        ),
    );
}

function parse(text: string): readonly Container[] {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) throw new Error("containerDefinitions must be a JSON list");
    return parsed as Container[];
}
