import type { Rule } from "./rule";
import { containerRules } from "./rules/containers";
import { dataRules } from "./rules/data";
import { ecrRules } from "./rules/ecr";
import { ecsRules } from "./rules/ecs";
import { iamRules } from "./rules/iam";
import { loadBalancerRules } from "./rules/load-balancer";
import { networkRules } from "./rules/network";
import { storageRules } from "./rules/storage";

/** Every control that costs nothing, for the resources that components/ makes. */
export const RULES: readonly Rule[] = [
    ...ecsRules,
    ...containerRules,
    ...ecrRules,
    ...loadBalancerRules,
    ...networkRules,
    ...iamRules,
    ...dataRules,
    ...storageRules,
];
