import { z } from "zod";
import type { AlarmThresholds } from "../components/alarms/settings";
import { must, told, whole } from "./values";

const EMAIL = /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/;
/** Its region is the part in brackets. */
export const TOPIC = /^arn:aws[\w-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]+$/;

const fields = z.strictObject({
    email: told(
        must("an e-mail address such as ops@example.com", (value) => EMAIL.test(value)).optional(),
        "who is told; AWS asks there first, by a link that holds for three days",
        "nobody, which the preview says",
    ),
    topic: told(
        must("the ARN of a topic of SNS that is not a FIFO topic", (value) => TOPIC.test(value)).optional(),
        "a topic that is there, told in the place of `email`: [its policy](alarms.md#a-topic-of-ones-own)",
        "one is made",
    ),
    dashboard: told(z.boolean().optional(), "every number that is watched, on one page", "`true` with `prod`"),
    diskPercent: told(
        whole(1, 99).optional(),
        "on a host of ec2-compose: percent in use of the fuller of its two disks, for a quarter of an hour",
        "85",
    ),
});

/** The value of `slipway:alarms`, where it is a mapping. */
export const stackAlarms = fields.refine(({ email, topic }) => email === undefined || topic === undefined, {
    path: ["email"],
    error: "left out beside `topic`, whose owner decides who is told",
});

const thresholdFields = z.strictObject({
    errors: told(whole(1, 1_000_000).optional(), "so many answers with 5xx in five minutes", "10"),
    // A load balancer gives up an answer after a minute.
    latencySeconds: told(
        z
            .number()
            .refine((seconds) => seconds >= 0.01 && seconds <= 60, { error: "a number of seconds from 0.01 to 60" })
            .meta({ value: "a number from 0.01 to 60" })
            .optional(),
        "what one request of twenty takes longer than, for five minutes",
        "2",
    ),
    restarts: told(
        whole(1, 1_000).optional(),
        "on ec2-compose: how often containers end by themselves in an hour",
        "3",
    ),
});

const thresholds = thresholdFields.transform(({ errors, latencySeconds, restarts }): AlarmThresholds => ({
    ...(errors !== undefined && { errors }),
    ...(latencySeconds !== undefined && { latencySeconds }),
    ...(restarts !== undefined && { restarts }),
}));

/** The value of `slipway:apps.<app>.alarms`. */
export const appAlarms = z.union([z.boolean(), thresholds], {
    error: "true, false or a mapping, such as { errors: 10, latencySeconds: 2 }",
});

/** The mappings of the alarms' settings, for their documentation; and the names of their keys. */
export const ALARM_FIELDS = { alarms: fields, thresholds: thresholdFields } as const;
export const ALARM_KEYS = {
    alarms: Object.keys(fields.shape),
    thresholds: Object.keys(thresholdFields.shape),
} as const;
