import { execFileSync } from "node:child_process";
import { push } from "./app";

/** Other images of a host's proxy, each made from the one that is there. */
export interface Proxies {
    /** The same program in another image. */
    readonly another: string;
    /** Holds no Caddy at all. */
    readonly unfit: string;
    /** Finds the configuration good, and ends when it shall serve it. */
    readonly ending: string;
}

export function pushProxies(proxy: string): Proxies {
    return {
        another: made("proxy-another", `FROM ${proxy}\nLABEL io.slipway.test=another\n`),
        unfit: made("proxy-unfit", `FROM ${proxy}\nRUN rm "$(command -v caddy)"\n`),
        ending: made("proxy-ending", `FROM ${proxy}\nRUN ${ENDING.join(" && ")}\n`),
    };
}

const ENDING = [
    'there="$(command -v caddy)"',
    'mv "$there" /caddy',
    'printf \'#!/bin/sh\\n[ "$1" = validate ] && exec /caddy "$@"\\necho the proxy of the test ends >&2\\nexit 1\\n\' > "$there"',
    'chmod 755 "$there"',
];

function made(name: string, recipe: string): string {
    const tag = `slipway-test/${name}:latest`;
    execFileSync("docker", ["buildx", "build", "--builder", "default", "--load", "--tag", tag, "-"], {
        input: recipe,
        stdio: ["pipe", "pipe", "pipe"],
    });
    return push(tag, name);
}
