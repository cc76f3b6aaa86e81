import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { Ec2ComposeDeployment } from "../provider/drivers/ec2-compose/deployment";
import type { ManifestService } from "../provider/drivers/ec2-compose/bundle";
import type { Watched } from "./alarms/watched";
import type { AppSecrets, SecretVariable } from "./app-secrets";
import { sharedImages } from "./app/images";
import type { ResolvedImage } from "./aws/service-image";
import { serviceSecrets } from "./aws/service-secrets";
import type { ComposeAppPlan, ComposeServicePlan } from "./compose-app-args";
import type { ComposeHost } from "./compose-host";
import { secretSources } from "./app/secrets";
import { managedServices, type ManagedServices } from "./app/managed";
import { connectionRules } from "./fargate/connection";
import { buildSecretValues, containerVariables } from "./app/variables";
import { bundleOf, definitionHash, ecrRegistries, modelWith } from "./host/bundle";
import { appPolicy } from "./host/policies";
import { Release, type ServiceReleaseArgs } from "./release";
import type { SecretInput } from "./secret-input";

export type { ComposeAppPlan } from "./compose-app-args";

/** Releases that stay on the host, the serving one among them. */
const KEPT_RELEASES = 3;

export interface ComposeAppArgs {
    readonly host: ComposeHost;
    /** What runs; made from a Compose file by `compose/targets/ec2-compose`. */
    readonly plan: ComposeAppPlan;
    /** The app's secrets by name. */
    readonly secrets: Readonly<Record<string, SecretInput>>;
    /** Key of the labels that stand for secret values in previews. Needed when a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
    /** Whether the host sends numbers about it to CloudWatch, for `Alarms`: each of them costs. @default false */
    readonly watch?: boolean;
    /** Seconds after which a release counts as failed. @default 900 */
    readonly deadlineSeconds?: number;
}

/** One service, with what was made for it. */
interface MadeService {
    readonly plan: ComposeServicePlan;
    readonly image: ResolvedImage;
    readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
    readonly secrets: AppSecrets | undefined;
}

/**
 * An app on a host with Docker Compose: its images, its secrets, and one release of all its services.
 *
 * `pulumi up` succeeds only when the host itself says that this release serves; otherwise the previous one still does.
 */
export class ComposeApp extends pulumi.ComponentResource {
    /** Addresses of the services that the world reaches, by service. */
    readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
    readonly releaseId: pulumi.Output<string>;
    /** What of it `Alarms` can watch. */
    readonly watched: readonly Watched[];
    private readonly managed: ManagedServices;

    constructor(
        private readonly name: string,
        private readonly args: ComposeAppArgs,
        opts: pulumi.ComponentResourceOptions = {},
    ) {
        super("slipway:components:ComposeApp", name, {}, opts);
        const { host, plan, watch = false } = args;
        if (watch) host.report();
        this.managed = managedServices(name, { environment: host.environment, plans: plan.managed }, this);
        const made = this.services();
        const reach = this.managed.all.flatMap((called) => connectionRules(host.itself, called, this));
        host.letOut(Object.values(plan.services).flatMap(({ egressPorts }) => egressPorts));
        const access = this.access(made);
        const { deployment, bundle } = this.bundle(made);
        const release = new Release(
            name,
            {
                driver: "ec2-compose",
                name,
                services: mapValues(made, (service, key) => ({
                    ...inWords(service),
                    ...(service.plan.writable &&
                        !plan.jobs.includes(key) && { stopsFirst: definitionHash(plan.definition, key) }),
                })),
                deployment,
                deadlineSeconds: args.deadlineSeconds ?? 900,
            },
            {
                parent: this,
                dependsOn: [...host.ready, ...this.managed.ready, ...reach, ...this.ready(made), access, bundle],
            },
        );
        this.releaseId = release.releaseId;
        const own: Watched = { kind: "compose-app", name, app: plan.app, host: host.reportsAs };
        this.watched = [...(watch ? [own] : []), ...this.managed.watched];
        this.urls = this.publish(release);
        this.registerOutputs({ urls: this.urls, releaseId: this.releaseId });
    }

    private services(): Record<string, MadeService> {
        const { name, args } = this;
        const { plan, labelKey } = args;
        const { environment } = args.host;
        const secrets = secretSources(plan.app, args.secrets, this);
        const images = this.images(secrets);
        return mapValues(plan.services, (service, key) => {
            const full = `${name}-${key}`;
            const { variables, secrets: hidden } = containerVariables(
                service.environment,
                secrets,
                this.managed.outputs,
            );
            return {
                plan: service,
                image: images[key]!,
                variables,
                secrets: serviceSecrets(
                    full,
                    { environment, secrets: hidden, labelKey, description: `Secret variables of ${full}` },
                    this,
                ),
            };
        });
    }

    private images(secrets: Readonly<Record<string, SecretVariable>>): Record<string, ResolvedImage> {
        const { host, plan } = this.args;
        const { environment, platform } = host;
        const builds = mapValues(plan.services, ({ build }) => ({
            build,
            buildSecrets: buildSecretValues(build.secrets ?? {}, secrets),
        }));
        return sharedImages(this.name, builds, { environment, platform }, this);
    }

    private ready(made: Readonly<Record<string, MadeService>>): pulumi.Resource[] {
        return Object.values(made).flatMap(({ image, secrets }) => [...image.ready, ...(secrets ? [secrets] : [])]);
    }

    /** What the host's role may do for this app. */
    private access(made: Readonly<Record<string, MadeService>>): pulumi.Resource {
        const { host, plan, watch = false } = this.args;
        const repositories = Object.values(made).flatMap(({ image }) => [...image.repositoryArns]);
        const secrets = Object.values(made).flatMap((service) => [...(service.secrets?.arns ?? [])]);
        const policy = pulumi
            .all([pulumi.all(repositories), pulumi.all(secrets), host.environment.logs.arn])
            .apply(([repositoryArns, secretArns, logGroupArn]) =>
                appPolicy({ app: plan.app, repositoryArns, secretArns, logGroupArn, watch }),
            );
        return new iam.RolePolicy(this.name, { role: host.roleName, policy }, { parent: this });
    }

    /** The release as one file in S3, and how the host gets it. */
    private bundle(made: Readonly<Record<string, MadeService>>) {
        const { host, plan, watch = false } = this.args;
        const { account, logs } = host.environment;
        const images = mapValues(made, ({ image }) => image.reference);
        const variables = mapValues(made, (service) => pulumi.output(service.variables));
        const references = mapValues(made, ({ secrets }) => pulumi.output({ ...secrets?.references }));
        const bundle = pulumi
            .all([
                pulumi.output({ image: images, variables }),
                pulumi.output(references),
                host.proxy.reference,
                account.region,
            ])
            .apply(([{ image, variables }, secrets, proxy, region]) =>
                bundleOf({
                    manifest: {
                        app: plan.app,
                        project: `slipway-${plan.app}`,
                        keep: KEPT_RELEASES,
                        services: mapValues(plan.services, (service, key) => ({
                            ...manifestService(service),
                            public: plan.routes.some((route) => route.service === key),
                            secrets: mapValues(secrets[key] ?? {}, ({ arn, key: part, label }) => ({
                                arn,
                                key: part ?? null,
                                label: label ?? null,
                            })),
                        })),
                        jobs: plan.jobs,
                        routes: plan.routes.map((route) =>
                            "port" in route
                                ? { service: route.service, port: route.port }
                                : { service: route.service, domain: route.domain },
                        ),
                        proxy: { image: proxy },
                        region,
                        registries: ecrRegistries([...Object.values(image), proxy]),
                        logGroup: logs.name,
                        watchedAs: watch ? host.reportsAs : null,
                    },
                    model: modelWith(
                        plan.definition,
                        mapValues(made, (_, key) => ({ variables: variables[key]!, image: image[key]! })),
                    ),
                    program: host.program,
                }),
            );
        const release = bundle.apply((known) => known.release);
        const key = pulumi.interpolate`releases/${plan.app}/${release}.tar`;
        const object = new s3.BucketObjectv2(
            `${this.name}-bundle`,
            {
                bucket: host.bucket,
                key,
                contentType: "application/x-tar",
                // No secret is in it. Marked as one, so that a preview shows the release's own words instead of its bytes.
                contentBase64: pulumi.secret(bundle.apply(({ archive }) => archive.toString("base64"))),
            },
            {
                parent: this,
                additionalSecretOutputs: ["contentBase64"],
                // Who goes back to an earlier release after a failed one writes its bundle anew, and only then Pulumi deletes the
                // one that was replaced, by the same key: a new instance would find none.
                retainOnDelete: true,
            },
        );
        const deployment: { readonly [K in keyof Ec2ComposeDeployment]: pulumi.Input<Ec2ComposeDeployment[K]> } = {
            ...account.access,
            region: account.region,
            accountId: account.id,
            instanceId: host.instanceId,
            app: plan.app,
            release,
            bucket: host.bucket,
            key,
            sha256: bundle.apply((known) => known.sha256),
            logGroup: logs.name,
            images: pulumi.all(Object.values(made).flatMap(({ image }) => (image.pushed ? [image.pushed] : []))),
        };
        return { bundle: object, deployment };
    }

    /** Lets in who may come, and tells where. */
    private publish(release: Release): Record<string, pulumi.Output<string>> {
        const { host, plan } = this.args;
        return Object.fromEntries(
            plan.routes.map((route) => {
                if ("port" in route) {
                    host.letIn(route.port, route.allow, `${this.name}: from the allow list`);
                    return [route.service, pulumi.interpolate`http://${host.address}:${route.port}`];
                }
                const { allow = [] } = route;
                host.letIn(443, allow.length > 0 ? allow : ["0.0.0.0/0"], "HTTPS");
                // Let's Encrypt asks here whose name it is, from addresses that nobody knows beforehand.
                host.letIn(80, ["0.0.0.0/0"], "HTTP, to be led to HTTPS and to prove the host's names");
                host.nameFor(route.domain, [release]);
                return [route.service, pulumi.output(`https://${route.domain}`)];
            }),
        );
    }
}

function manifestService(plan: ComposeServicePlan): Omit<ManifestService, "public" | "secrets"> {
    return {
        copies: plan.copies,
        writable: plan.writable,
        port: plan.health?.containerPort ?? null,
        health: plan.health?.path ?? null,
        stopSeconds: plan.stopSeconds,
        startSeconds: plan.startSeconds,
    };
}

function inWords({ plan, image, variables, secrets }: MadeService): ServiceReleaseArgs {
    const { size, copies, health } = plan;
    return {
        image: image.title,
        variables,
        secrets: secrets?.labels ?? {},
        size: [...(size === undefined ? [] : [size]), `${copies} ${copies === 1 ? "copy" : "copies"}`].join(", "),
        health: health === undefined ? "running" : `GET ${health.path} on ${health.containerPort}`,
    };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
