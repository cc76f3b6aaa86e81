import type * as lb from "@pulumi/aws/types/input";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { SignIn } from "../environment-args";

/** The first action of a rule: nobody goes on who has not signed in. */
export type SignInAction = lb.lb.ListenerRuleAction;

const HOUR = 3600;

/**
 * The client's secret is read from Secrets Manager when Pulumi runs and is secret from there on: encrypted in state, hidden in
 * previews. The load balancer takes it by value only.
 */
export function signInAction(signIn: SignIn, parent: pulumi.Resource): SignInAction {
    const entry = secretsmanager.getSecretVersionOutput({ secretId: signIn.clientSecretArn }, { parent });
    return {
        type: "authenticate-oidc",
        order: 1,
        authenticateOidc: {
            issuer: signIn.issuer,
            authorizationEndpoint: signIn.authorizationEndpoint,
            tokenEndpoint: signIn.tokenEndpoint,
            userInfoEndpoint: signIn.userInfoEndpoint,
            clientId: signIn.clientId,
            clientSecret: pulumi.secret(entry.secretString),
            scope: signIn.scope ?? "openid",
            sessionTimeout: (signIn.sessionHours ?? 12) * HOUR,
            onUnauthenticatedRequest: "authenticate",
        },
    };
}
