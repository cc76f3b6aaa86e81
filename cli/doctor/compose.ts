import {
    compareVersions,
    ComposeUnavailable,
    dockerCompose,
    requireSupportedCompose,
    SUPPORTED_COMPOSE,
} from "../../compose/docker-compose-cli";
import { ok, warning, wrong, type Check, type Finding } from "./check";

/** Docker Compose reads every app's file, on all targets. */
export const compose: Check = {
    name: "Docker Compose",
    find: async () => {
        try {
            // A runner of its own, as the version is asked once of each.
            return judgeCompose(await requireSupportedCompose((invocation) => dockerCompose(invocation)));
        } catch (error) {
            if (error instanceof ComposeUnavailable) return wrong(error.what, error.todo);
            throw error;
        }
    },
};

export function judgeCompose(version: string): Finding {
    const { oldest, newest } = SUPPORTED_COMPOSE;
    return compareVersions(version, newest) > 0
        ? warning(
              `${version} is newer than ${newest}, the newest that Slipway is tested with`,
              "go on, and look at the preview; if it reads a Compose file in another way, please report it",
          )
        : ok(`${version} (tested: ${oldest} to ${newest})`);
}
