/** How a stack of the tests says who signs people in. */
export const SIGN_IN = {
    issuer: "https://login.example.com",
    authorizationEndpoint: "https://login.example.com/authorize",
    tokenEndpoint: "https://login.example.com/token",
    userInfoEndpoint: "https://login.example.com/userinfo",
    clientId: "slipway",
    clientSecret: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sign-in-AbCdEf",
};
