/** Where the stand-ins are, and whose. */
export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";
