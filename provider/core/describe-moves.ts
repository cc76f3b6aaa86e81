import type { Placed, PlacementInputs } from "../placement-contract";

type Apps = PlacementInputs["apps"];

/** An app that was on one target and is now on another. */
export interface Move {
    readonly app: string;
    readonly from: Placed;
    readonly to: Placed;
}

/** The apps whose target changes, by name. An app that comes or goes does not move. */
export function moves(before: Apps, after: Apps): Move[] {
    return Object.keys(after)
        .sort()
        .flatMap((app) => {
            const [from, to] = [before[app], after[app]!];
            return from === undefined || from.target === to.target ? [] : [{ app, from, to }];
        });
}

/** What a move means for an app's users, in one message: overlap, address, data. */
function describeMove({ app, from, to }: Move): string {
    const lines = [
        `${app} moves: ${from.target} → ${to.target}. The new one is healthy before anything of the old one goes.`,
        address(from, to),
        ...(from.volumes.length === 0
            ? []
            : [
                  `  data: ${from.volumes.join(", ")} of ${from.target} does not move by itself: the new one starts with what it has. ` +
                      `Copy it first; see docs/switching-targets.md.`,
              ]),
    ];
    return lines.join("\n");
}

/** Whether the name that users know leads from the old one to the new one. */
export function keepsDomain({ from, to }: Move): boolean {
    return from.domain !== undefined && from.domain === to.domain;
}

function address(from: Placed, to: Placed): string {
    if (from.domain !== undefined && from.domain === to.domain) {
        const moved = `  address: ${to.domain} moves last; the old one serves until resolvers have forgotten it.`;
        // A host's proxy gets its certificate once the name leads there, and not before.
        return to.target === "ec2-compose"
            ? `${moved} HTTPS is refused at first: the host gets its certificate when the name leads there, about a minute.`
            : `${moved} No downtime.`;
    }
    return (
        `  address: it changes, and the old one ends with this update. ` +
        `Users who know it are cut off: tell them the new one, or give the app a domain first.`
    );
}

/** A service whose data AWS keeps from now on, or no longer. */
interface DataMove {
    readonly app: string;
    readonly service: string;
    readonly to: "aws" | "container";
    /** What held the data, or would. */
    readonly volumes: readonly string[];
}

/** Services of apps that stay, which AWS takes over from a container with data, or gives back. */
function dataMoves(before: Apps, after: Apps): DataMove[] {
    return Object.keys(after)
        .sort()
        .flatMap((app): DataMove[] => {
            const [from, to] = [before[app], after[app]!];
            if (from === undefined) return [];
            const [had, has] = [from.managed ?? {}, to.managed ?? {}];
            const taken = Object.keys(has).filter(
                (service) => !(service in had) && has[service]!.some((volume) => from.volumes.includes(volume)),
            );
            const given = Object.keys(had).filter((service) => !(service in has));
            return [
                ...taken.map((service) => ({ app, service, to: "aws" as const, volumes: has[service]! })),
                ...given.map((service) => ({ app, service, to: "container" as const, volumes: had[service]! })),
            ];
        });
}

/** What that means for the data. */
function describeDataMove({ app, service, to, volumes }: DataMove): string {
    const how = "See docs/managed-data.md.";
    if (to === "aws") {
        return (
            `${app}: AWS runs ${service} from now on, and it begins empty: the data in ${volumes.join(", ")} does not move by itself. ` +
            `Dump it before this update and read it in after. ${how}`
        );
    }
    return (
        `${app}: AWS no longer runs ${service}, and its data goes with it: what takes its place begins with what it has. ` +
        `Dump the data before this update. ${how}`
    );
}

/** An app that is taken out of the stack, and has data. */
interface End {
    readonly app: string;
    readonly was: Placed;
}

function ends(before: Apps, after: Apps): End[] {
    return Object.keys(before)
        .sort()
        .filter((app) => !(app in after))
        .map((app) => ({ app, was: before[app]! }))
        .filter(({ was }) => was.volumes.length > 0 || Object.keys(was.managed ?? {}).length > 0);
}

/** What that means for the data. */
function describeEnd({ app, was }: End): string {
    const managed = Object.keys(was.managed ?? {});
    const data = [
        ...(was.volumes.length > 0 ? [`${was.volumes.join(", ")} of ${was.target}`] : []),
        ...(managed.length > 0 ? [`${managed.join(", ")}, which AWS runs`] : []),
    ];
    return (
        `${app} is taken out of the stack, and nothing uses its data any more: ${data.join("; ")}. ` +
        `Not all of it outlives this update: see docs/teardown.md, and back it up first.`
    );
}

/** App Runner makes log groups of its own, and leaves them: in them a service's lines are kept for ever. */
function leavesAppRunner(before: Apps, after: Apps): string[] {
    return Object.keys(before)
        .sort()
        .filter((app) => before[app]?.target === "app-runner" && after[app]?.target !== "app-runner");
}

function describeLogs(app: string): string {
    return (
        `${app} leaves App Runner, which keeps its log groups for ever, at a price, and nothing here knows of them after this update. ` +
        "Run `npx slipway receipt` before it: that tells the command which deletes them."
    );
}

/** The host goes with the last app on it; what was taken of its disk by the day it leaves. */
function leavesHost(before: Apps, after: Apps): boolean {
    const onHost = (apps: Apps): boolean => Object.values(apps).some(({ target }) => target === "ec2-compose");
    return onHost(before) && !onHost(after);
}

const HOST_GOES =
    "No app is left on the compose host, so it goes. Snapshots that were taken of its data disk stay, at a price, and nothing here knows of them " +
    "after this update. Run `npx slipway receipt` before it: that tells the command which deletes them.";

/** What a change of where apps run means for their users, their data and the bill. */
export interface PlacementWarning {
    readonly about: "move" | "data" | "logs" | "snapshots";
    readonly text: string;
}

export function placementWarnings(before: Apps, after: Apps): PlacementWarning[] {
    const data = [...dataMoves(before, after).map(describeDataMove), ...ends(before, after).map(describeEnd)];
    return [
        ...moves(before, after).map((move) => ({ about: "move" as const, text: describeMove(move) })),
        ...data.map((text) => ({ about: "data" as const, text })),
        ...leavesAppRunner(before, after).map((app) => ({ about: "logs" as const, text: describeLogs(app) })),
        ...(leavesHost(before, after) ? [{ about: "snapshots" as const, text: HOST_GOES }] : []),
    ];
}
