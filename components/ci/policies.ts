import { canonicalJson } from "../aws/canonical-json";
import { Refusal } from "../refusal";
import { alarmNeeds } from "./alarms";
import { appRunnerNeeds } from "./app-runner";
import {
    basisReads,
    basisStatements,
    imageStatements,
    pullRequestState,
    readRepositories,
    secretValues,
    signInSecret,
    stateStatements,
} from "./basis";
import { cacheNeeds, databaseNeeds } from "./data";
import { ecsNeeds, expressNeeds } from "./ecs";
import { hostNeeds } from "./host";
import {
    attributeReads,
    domainReads,
    domainStatements,
    loadBalancerReads,
    loadBalancerStatements,
    networkReads,
    networkStatements,
    previewReads,
    sharedLoadBalancer,
    standsInNetwork,
} from "./network";
import { PULL_REQUEST_STACKS, type Needs, type Reach, type Statement, type Use } from "./statement";
import type { Task } from "./subjects";

const NEEDS: Readonly<Record<Use, (reach: Reach) => Needs>> = {
    network: (reach) => ({ write: networkStatements(reach), read: [...networkReads(), attributeReads(reach)] }),
    "load-balancer": (reach) => ({ write: loadBalancerStatements(reach), read: loadBalancerReads(reach) }),
    "ecs-fargate": ecsNeeds,
    "ecs-express": (reach) => {
        const [ecs, own] = [ecsNeeds(reach), expressNeeds(reach)];
        return { write: [...ecs.write, ...own.write], read: [...ecs.read, ...own.read] };
    },
    "app-runner": appRunnerNeeds,
    "ec2-compose": hostNeeds,
    domain: (reach) => ({ write: domainStatements(reach), read: domainReads(reach) }),
    database: databaseNeeds,
    cache: cacheNeeds,
    alarms: alarmNeeds,
};

/** A release's preview asks whether what was released still serves: these are the drivers' questions. */
const ASKED_BY_RELEASES = [
    "ReadEcs",
    "ReadExpressServices",
    "ReadAppRunner",
    "FindAppRunner",
    "ReadCommands",
    "ReadLoadBalancers",
];

/** What each task may do: every statement with its reason, none twice. */
export function statementsFor(task: Task, reach: Reach): Statement[] {
    const needs = [...new Set<Use>(reach.uses)].map((use) => NEEDS[use](reach));
    const reads = [
        ...basisReads(reach),
        readRepositories(reach),
        ...(standsInNetwork(reach) ? networkReads() : []),
        ...needs.flatMap(({ read }) => read),
        secretValues(reach),
        ...signInSecret(reach),
    ];
    const looks = [
        ...previewReads(reach),
        ...signInSecret(reach),
        ...reads.filter(({ sid }) => ASKED_BY_RELEASES.includes(sid)),
    ];
    switch (task) {
        case "preview":
            return once([...looks, ...stateStatements(reach, false)]);
        case "drift":
            return once([...reads, ...stateStatements(reach, false)]);
        case "images":
            // Which images are new, a preview says.
            return once([...looks, ...imageStatements(reach), ...stateStatements(reach, true)]);
        case "deploy":
            return once([
                ...basisStatements(reach),
                ...imageStatements(reach),
                ...networkStatements(reach),
                ...needs.flatMap(({ write }) => write),
                ...reads,
                ...stateStatements(reach, true),
            ]);
        case "pull-request":
            return once(pullRequestStatements(reach));
        default:
            return task satisfies never;
    }
}

/** What a pull request's environment never makes: it stands on another stack's network, cluster, load balancer and certificate. */
const OF_THE_BASE = ["Clusters", "Certificates", "NewCertificate"];

/** `slipway pr` deploys stacks `pr-<number>` of apps on ecs-fargate at a domain, and nothing else. */
function pullRequestStatements(given: Reach): Statement[] {
    const reach: Reach = { ...given, stack: PULL_REQUEST_STACKS, uses: ["ecs-fargate", "domain"] };
    const [ecs, balancer] = [
        ecsNeeds(reach),
        loadBalancerReads(reach).filter(({ sid }) => sid === "ReadLoadBalancers"),
    ];
    const writes = [...basisStatements(reach), ...imageStatements(reach), ...networkStatements(reach)];
    return [
        ...writes,
        ...[...ecs.write, ...domainStatements(reach)].filter(({ sid }) => !OF_THE_BASE.includes(sid)),
        sharedLoadBalancer(reach),
        ...basisReads(reach),
        readRepositories(reach),
        ...networkReads(),
        attributeReads(reach),
        ...ecs.read,
        ...balancer,
        ...domainReads(reach),
        secretValues(reach),
        ...pullRequestState(reach),
    ];
}

/** Two uses may need the same. */
function once(statements: readonly Statement[]): Statement[] {
    return [...new Map(statements.map((statement) => [statement.sid, statement])).values()];
}

/** AWS's limit for the text of one policy. */
export const POLICY_LIMIT = 6144;

/** So many policies AWS attaches to a role. */
const MOST_POLICIES = 10;

/** Longer than AWS's: how many policies there are must be known before AWS is asked where this is. */
const LONGEST = { partition: "aws-us-gov", region: "ap-southeast-99", accountId: "123456789012" };

/**
 * A task's policies, in order, as few as fit. How many they are depends on the names that are given, not on region or account.
 *
 * @throws {@link Refusal} where a role cannot hold them.
 */
export function policyTexts(task: Task, reach: Reach): string[] {
    const sizes = [0];
    let part: Statement[] = [];
    for (const statement of statementsFor(task, { ...reach, ...LONGEST })) {
        part = policyText([...part, statement]).length <= POLICY_LIMIT ? [...part, statement] : [statement];
        if (part.length === 1 && sizes[sizes.length - 1]! > 0) sizes.push(0);
        sizes[sizes.length - 1]! += 1;
    }
    if (sizes.length > MOST_POLICIES)
        throw new Refusal(
            `apps, uses: they make ${sizes.length} policies, and AWS attaches ${MOST_POLICIES} to a role: give some apps a stack of their own.`,
        );
    const statements = statementsFor(task, reach);
    return sizes.map((size) => policyText(statements.splice(0, size)));
}

function policyText(statements: readonly Statement[]): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: statements.map(({ sid, actions, resources, conditions }) => ({
            Sid: sid,
            Effect: "Allow",
            Action: actions.length === 1 ? actions[0]! : actions,
            Resource: resources.length === 1 ? resources[0]! : resources,
            Condition: conditions,
        })),
    });
}
