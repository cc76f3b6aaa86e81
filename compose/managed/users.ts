import type { EnvAtom, EnvValue } from "../../components/env-value";
import { error, warning, type Issue } from "../issue";
import { findAddresses } from "../targets/ecs-fargate/addresses";
import { plainText } from "../targets/ecs-fargate/calls";
import type { ComposeProject, ServiceConfig } from "../types";
import { prefixOf } from "./names";
import type { ManagedEngine } from "../../components/app-settings";

export interface ManagedName {
    readonly name: string;
    readonly engine: ManagedEngine;
}

/** Services and jobs that connect to a managed service: they wait for it, link to it, or are told where it is. */
export function usersOf(project: ComposeProject, name: string): string[] {
    const told = new RegExp(`^${prefixOf(name)}_(HOST|URL)$`);
    return Object.entries(project.services)
        .filter(
            ([other, service]) =>
                other !== name &&
                (name in service.dependsOn ||
                    (service.links ?? []).some((link) => link.split(":")[0] === name) ||
                    Object.values(service.environment).some((value) => outputsIn(value).some((one) => told.test(one)))),
        )
        .map(([other]) => other)
        .sort();
}

/** What users say that cannot work with AWS, or may not. */
export function userIssues(project: ComposeProject, managed: ManagedName, users: readonly string[]): Issue[] {
    const hosts = Object.entries(project.services)
        .filter(([name]) => name !== managed.name)
        .flatMap(([name, service]) => writtenHosts(project, managed, name, service));
    const told = users.flatMap((name) => connectionIssues(project, managed, name, project.services[name]!));
    return [...hosts, ...told];
}

/** Compose's own name of the service leads nowhere. */
function writtenHosts({ file }: ComposeProject, { name }: ManagedName, user: string, service: ServiceConfig): Issue[] {
    const at = `${file}: services.${user}`;
    const what = (example: string) =>
        `has ${name} as a host, which AWS runs here under another name: write \${${prefixOf(name)}_HOST:-${name}} in its place${example}.`;
    const names = (text: string, variable: string) => findAddresses(text, variable).some(({ host }) => host === name);
    const inVariables = Object.entries(service.environment)
        .filter(([variable, value]) => names(plainText(value), variable))
        .map(([variable]) => error(`${at}.environment.${variable}`, what("")));
    const inWords = [...(service.command ?? []), ...(service.entrypoint ?? [])].some((word) => names(word, ""));
    return inWords
        ? [...inVariables, error(`${at}.command`, what(", in a variable of the container, and read that"))]
        : inVariables;
}

/** RDS and ElastiCache take TLS and their own password only. */
function connectionIssues(
    { file }: ComposeProject,
    { name, engine }: ManagedName,
    user: string,
    service: ServiceConfig,
): Issue[] {
    const prefix = prefixOf(name);
    const all = Object.values(service.environment);
    const mentions = (...parts: string[]) =>
        all.some((value) => outputsIn(value).some((one) => parts.some((part) => one === `${prefix}_${part}`)));
    const [variable, value] =
        Object.entries(service.environment).find(([, one]) => outputsIn(one).includes(`${prefix}_HOST`)) ?? [];
    if (variable === undefined || value === undefined) return [];
    const at = `${file}: services.${user}.environment.${variable}`;
    const issues: Issue[] = [];
    if (!mentions("PASSWORD", "URL")) {
        const what = `leads to ${name}, which AWS runs here with a password of its own making: give the container \${${prefix}_PASSWORD} too.`;
        issues.push(warning(at, what));
    }
    const texts = all.map(plainText).join("\n");
    if (engine === "postgres") {
        if (mentions("SSLMODE", "URL") || /\b(ssl|sslmode)=/.test(texts)) return issues;
        const what =
            `does not say that it connects by TLS, and RDS takes nothing else. libpq, psycopg and asyncpg try it by themselves; others, such as ` +
            `node-postgres, need \`?sslmode=\${${prefix}_SSLMODE:-disable}\` at the end of the address.`;
        return [...issues, warning(at, what)];
    }
    const plain = atomsOf(value).some((atom) => atom.kind === "plain" && /\bredis:\/\//.test(atom.value));
    const scheme = `\${${prefix}_SCHEME:-redis}://`;
    if (plain) {
        const what = `begins with redis://, which is without TLS, and ElastiCache takes nothing else: write ${scheme} in its place.`;
        return [...issues, error(at, what)];
    }
    if (mentions("SCHEME", "URL") || /rediss:/.test(texts)) return issues;
    const what = `does not say that it connects by TLS, and ElastiCache takes nothing else: tell the program by \${${prefix}_SCHEME:-redis}, which is rediss here.`;
    return [...issues, warning(at, what)];
}

function atomsOf(value: EnvValue): readonly EnvAtom[] {
    return value.kind === "composite" ? value.parts : [value];
}

/** Names of the outputs that a value mentions. */
export function outputsIn(value: EnvValue): string[] {
    return atomsOf(value).flatMap((atom) => (atom.kind === "output" ? [atom.name] : []));
}
