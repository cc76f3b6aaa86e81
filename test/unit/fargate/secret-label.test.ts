import * as pulumi from "@pulumi/pulumi";
import { labelOf, secretLabel } from "../../../components/secret-label";

test("a label is stable, changes with content and key, and fits between colons", () => {
    expect(labelOf("key", "value")).toBe("hmac-90fbfcf15e74a36b89dbdb2a");
    expect(labelOf("key", "value2")).not.toBe(labelOf("key", "value"));
    expect(labelOf("key2", "value")).not.toBe(labelOf("key", "value"));
    expect(labelOf("key", "ü\n$")).toMatch(/^[a-z0-9-]{1,64}$/);
});

test("an empty key is refused with the command that sets one", () => {
    expect(() => labelOf("", "value")).toThrow(
        'the key for secret labels is empty; set one with pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"',
    );
});

test("the label of a secret is not secret, and holds nothing of it", async () => {
    const label = secretLabel(pulumi.secret("key"), pulumi.secret("canary"));
    expect(await pulumi.isSecret(label)).toBe(false);
    expect(await new Promise((done) => label.apply(done))).toBe(labelOf("key", "canary"));
});
