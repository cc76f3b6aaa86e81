/**
 * How many versions there are to go back to, the present one among them: images of a service, and contents of a secret. One number, as an
 * image without the secret that it was released with is no way back. It is AWS's 20 labels an entry of Secrets Manager, with room for AWS's
 * own and for a new one whose release fails.
 */
export const KEPT_RELEASES = 15;
