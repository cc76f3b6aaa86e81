import { PolicyPack } from "@pulumi/policy";
import { RULES } from "./rules";

/** `pulumi preview --policy-pack policy [--policy-pack-config policy/dev.json]`. */
new PolicyPack("slipway", { enforcementLevel: "mandatory", policies: RULES.map(({ policy }) => policy) });
