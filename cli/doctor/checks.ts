import { appRunner } from "./aws/app-runner";
import { identity } from "./aws/identity";
import { quotas } from "./aws/quotas";
import { trust } from "./aws/trust";
import { builder } from "./builder";
import type { Check } from "./check";
import { compose } from "./compose";
import { docker } from "./docker";
import { node } from "./node";
import { backend, pulumi } from "./pulumi";
import { secrets } from "./secrets";
import { settings } from "./settings";
import { umask } from "./umask";

/** Everything that is looked at, in the order in which it is shown. */
export const CHECKS: readonly Check[] = [
    node,
    umask,
    docker,
    builder,
    compose,
    pulumi,
    backend,
    settings,
    secrets,
    identity,
    appRunner,
    quotas,
    trust,
];
