import type { Rule } from "./rule";
import { alarmRules } from "./rules/alarms";
import { appRunnerRules } from "./rules/app-runner";
import { containerRules } from "./rules/containers";
import { dataRules } from "./rules/data";
import { databaseRules } from "./rules/databases";
import { ecrRules } from "./rules/ecr";
import { ecsRules } from "./rules/ecs";
import { expressRules } from "./rules/express";
import { hostRules } from "./rules/host";
import { iamRules } from "./rules/iam";
import { loadBalancerRules } from "./rules/load-balancer";
import { networkRules } from "./rules/network";
import { storageRules } from "./rules/storage";

/** Every control that costs nothing, for the resources that components/ makes. */
export const RULES: readonly Rule[] = [
    ...ecsRules,
    ...containerRules,
    ...expressRules,
    ...appRunnerRules,
    ...ecrRules,
    ...loadBalancerRules,
    ...networkRules,
    ...iamRules,
    ...dataRules,
    ...storageRules,
    ...databaseRules,
    ...hostRules,
    ...alarmRules,
];
