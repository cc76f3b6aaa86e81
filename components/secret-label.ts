import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "./refusal";

/** Secrets Manager takes staging labels of up to 256 characters; ours stay readable in a preview. */
const LABEL_HEX_DIGITS = 24;

/**
 * The label of a content: changes when the content does and tells nothing about it to anybody without the key.
 *
 * A bare hash would let a reader of the state try likely passwords; an HMAC does not. Letters, digits and `-` only: the
 * label stands between colons in `arn:key:label:`, and is a staging label in Secrets Manager.
 */
export function labelOf(key: string, content: string): string {
    if (key === "") {
        throw new Refusal(
            'the key for secret labels is empty; set one with pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"',
        );
    }
    return `hmac-${createHmac("sha256", key).update(content, "utf8").digest("hex").slice(0, LABEL_HEX_DIGITS)}`;
}

/**
 * {@link labelOf} for values that Pulumi holds. The result is plain text, on purpose: it is made to be shown in previews.
 * Known in a preview whenever key and content are.
 */
export function secretLabel(key: pulumi.Input<string>, content: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.unsecret(pulumi.all([key, content]).apply(([k, c]) => labelOf(k, c)));
}

/** The label of an existing Secrets Manager entry, whose value is never seen here: its identity stands for it. */
export function referenceLabel(key: pulumi.Input<string>, arn: pulumi.Input<string>): pulumi.Output<string> {
    return secretLabel(key, pulumi.interpolate`reference:${arn}`);
}
