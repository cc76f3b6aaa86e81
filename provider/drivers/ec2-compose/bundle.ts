/**
 * What a release bundle holds: the contract between Slipway and the program that runs on the host (`host/`).
 *
 * A bundle is a tar archive, `releases/<app>/<release>.tar` in the host's bucket: `release.json`, `compose.json` and the
 * host's program itself in `host/`, so that what makes a release on the host is never older than the release.
 */

/** `release.json`. No secret value is in it, only where each one lies. */
export interface ReleaseManifest {
    readonly app: string;
    /** Identifies the release: a hash of all that is in the bundle. */
    readonly release: string;
    /** Name of the Compose project; the host adds the release's first digits, or `state`. */
    readonly project: string;
    /** How many releases stay on the host, the serving one among them. */
    readonly keep: number;
    readonly services: Readonly<Record<string, ManifestService>>;
    /** Services that run to their end, in this order, before the others start. */
    readonly jobs: readonly string[];
    readonly routes: readonly ManifestRoute[];
    /** The one proxy of the host, for all its apps. */
    readonly proxy: { readonly image: string };
    readonly region: string;
    /** Registries that ask for a token of ECR. */
    readonly registries: readonly string[];
    /** CloudWatch log group of the containers' output; `null`: on the host only. */
    readonly logGroup: string | null;
    /** How the host is called among the numbers that it sends about the app; `null`: it sends none. */
    readonly watchedAs: string | null;
}

export interface ManifestService {
    readonly copies: number;
    /** Has a writable volume: its old container stops before the new one starts. */
    readonly writable: boolean;
    /** The container's port that answers HTTP; `null`: it speaks no HTTP. */
    readonly port: number | null;
    /** The path that a healthy copy answers with 2xx; `null` where there is no port. */
    readonly health: string | null;
    /** Whether a route leads to it. */
    readonly public: boolean;
    /** By variable. */
    readonly secrets: Readonly<Record<string, ManifestSecret>>;
    /** Seconds until a container that shall stop is ended by force. */
    readonly stopSeconds: number;
    /** Seconds within which a container must be healthy. */
    readonly startSeconds: number;
}

/** Where a secret value lies in Secrets Manager. */
export interface ManifestSecret {
    /** ARN of the entry. */
    readonly arn: string;
    /** Of the entry's JSON object; `null`: the entry as a whole. */
    readonly key: string | null;
    /** Staging label of the content; `null`: `AWSCURRENT`. */
    readonly label: string | null;
}

/** What of a service the host's proxy serves: at a port of the host, or at a host name by HTTPS. */
export type ManifestRoute =
    { readonly service: string; readonly port: number } | { readonly service: string; readonly domain: string };

/** The last line that the host's program writes to standard output. */
export interface HostAnswer {
    /** Whether the wanted release serves. */
    readonly ok: boolean;
    readonly release: string;
    /** Why it does not serve; empty where it does. */
    readonly cause: string;
    /** The last log lines of the container that failed; of a release that serves, what went wrong after it. */
    readonly lines: readonly string[];
    /** Seconds by phase. */
    readonly phases: Readonly<Record<string, number>>;
}
