import { nameOf, typeOf } from "../../tools/urn";
import type { StandIns } from "./aws-stand-in/start";

type Request = ReturnType<StandIns["requests"]>[number];

/** What was done, one line each, such as `create aws:ecs/service:Service::action-spec-web`, or an API's operation. */
export function steps(requests: readonly Request[]): string[] {
    return requests.map(({ operation, urn = "", api }) => api ?? `${operation} ${typeOf(urn)}::${nameOf(urn)}`);
}
