/** Where the stand-ins are, and whose. */
export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";

/** Where images are pushed: a registry that really is there, so that the real docker-build provider can push. */
export const REGISTRY = process.env.STAND_IN_REGISTRY ?? "127.0.0.1:5000";
