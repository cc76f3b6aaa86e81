import * as iam from "@pulumi/aws/iam";
import { call, mapping, type Mapping } from "./mapping";

/** What the one-time stack of a pipeline's roles makes besides roles. */
export const pipelineRoleMappings: readonly Mapping[] = [
    mapping(iam.Policy, [], ({ description, path, policy }, { name }) => [
        call("iam", "CreatePolicy", {
            PolicyName: name,
            Description: description,
            Path: path,
            PolicyDocument: policy,
        }),
    ]),
    mapping(iam.OpenIdConnectProvider, [], ({ url, clientIdLists, thumbprintLists }) => [
        call("iam", "CreateOpenIDConnectProvider", {
            Url: url,
            ClientIDList: clientIdLists,
            ThumbprintList: thumbprintLists,
        }),
    ]),
];
