import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AppRunnerService } from "./app-runner-service";
import type { EcsService } from "./ecs-service";
import type { ExpressService } from "./express-service";
import type { SecretStore } from "./secret-store";
import type { StandInTasks, TaskFault } from "./ecs-tasks";
import type { Record as WhatIsThere } from "./what-stays";
import type { Props } from "./wire";

/**
 * How a deployment ends. `fail`: its tasks stop and ECS rolls back, where there is something to go back to; `volumeUnknown` (Fargate
 * only): so does the first one of a version, as the name of its volume leads nowhere yet; `alarm` (Express only):
 * an alarm goes off during the canary; `superseded`:
 * another takes over. It never ends, and `hang`: nothing is said; `unhealthy`: its copies answer the load balancer with 500;
 * `noCapacity`: no task can be placed; `stopped`: somebody has stopped it.
 */
export type DeploymentOutcome =
    "fail" | "volumeUnknown" | "alarm" | "hang" | "superseded" | "unhealthy" | "noCapacity" | "stopped";

/** What shall go wrong, read anew at each request from `faults.json`. */
export interface Faults {
    /** Operation and resource, such as `create aws:ecs/service:Service::web` (a part of it is enough) → error text. */
    readonly refuse?: Readonly<Record<string, string>>;
    /** The same, of the first such request only. */
    readonly refuseFirst?: Readonly<Record<string, string>>;
    /** A deployment whose container definitions (on App Runner: whose configuration) hold one of these texts … */
    readonly deployments?: readonly {
        readonly containing: string;
        readonly outcome: DeploymentOutcome;
    }[];
    /** App Runner makes no certificate for a domain. */
    readonly domainFails?: boolean;
    /** App Runner is closed to the account. */
    readonly appRunnerClosed?: boolean;
    /** After a rollback App Runner shows the configuration that failed, not the one that serves. */
    readonly keepsFailedConfiguration?: boolean;
    /** How tasks of jobs end. */
    readonly tasks?: readonly TaskFault[];
    /** Tasks of jobs that are at work end now. */
    readonly endTasks?: boolean;
    /** What tasks write; `${VARIABLE}` stands for the value of a secret, so that none lies in this file. */
    readonly log?: readonly string[];
    /** So many requests to run a task find no capacity. */
    readonly noCapacity?: number;
    /** What tasks run, whatever was pushed. */
    readonly imageDigest?: string;
    /** Types (a part is enough) whose creation is done but never answered: the moment for a KILL. */
    readonly unanswered?: readonly string[];
    /** Types (a part is enough) that somebody has deleted by hand: whoever looks for one finds none. */
    readonly gone?: readonly string[];
    /** `ListServiceDeployments`, and App Runner's `ListOperations`, do not show what is younger than so many milliseconds. */
    readonly lagMs?: number;
    /** Ids of what somebody has unprotected or emptied by the commands of AWS. */
    readonly lifted?: readonly string[];
    /** The next so many ECS API calls are throttled; counted down in memory. */
    readonly throttle?: number;
}

interface Stored {
    counter: number;
    readonly services: Record<string, EcsService>;
    /** Of ECS Express Mode, by ARN. */
    express?: Record<string, ExpressService>;
    readonly appRunner: Record<string, AppRunnerService>;
    /** ARN → container definitions. */
    readonly taskDefinitions: Record<string, string>;
    /** Family → last revision. */
    readonly revisions: Record<string, number>;
    readonly secrets: SecretStore;
    /** Tasks of jobs. */
    tasks?: StandInTasks;
    /** `type::name` → inputs, of what may be there only once. */
    readonly named: Record<string, Props>;
    /** All that is there. */
    there?: WhatIsThere;
}

/** State of the stand-in, on disk, so that a restarted process goes on where the last one was. */
export class StandInState {
    private readonly file: string;
    readonly stored: Stored;
    /** `ARN:staging label` → content. In memory only: on disk a secret would be found by the search for it. */
    readonly secretValues = new Map<string, string>();

    constructor(private readonly directory: string) {
        mkdirSync(directory, { recursive: true });
        this.file = join(directory, "state.json");
        this.stored = existsSync(this.file)
            ? (JSON.parse(readFileSync(this.file, "utf8")) as Stored)
            : { counter: 0, services: {}, appRunner: {}, taskDefinitions: {}, revisions: {}, secrets: {}, named: {} };
    }

    save(): void {
        writeFileSync(`${this.file}.new`, JSON.stringify(this.stored, undefined, 1));
        renameSync(`${this.file}.new`, this.file);
    }

    /** Sixteen hexadecimal digits, never the same twice in one state. */
    unique(): string {
        this.stored.counter += 1;
        return (0x5a11_0000_0000 + this.stored.counter * 7919).toString(16).padStart(17, "0").slice(-17);
    }

    /** A text with the values of secrets in the places of their names. */
    withSecrets(text: string): string {
        const values = [...this.secretValues.values()].map((json) => JSON.parse(json) as Record<string, string>);
        const known = Object.assign({}, ...values) as Record<string, string>;
        return text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
    }

    record(request: object): void {
        appendFileSync(join(this.directory, "requests.jsonl"), `${JSON.stringify(request)}\n`);
    }

    faults(): Faults {
        const file = join(this.directory, "faults.json");
        return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Faults) : {};
    }
}
