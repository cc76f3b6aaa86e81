import type { Chapter } from "./entry";

/** The messages that people meet, in the order in which they may. */
export const CHAPTERS: readonly Chapter[] = [
    {
        title: "This machine",
        entries: [
            {
                says: "the command `docker` is not on PATH",
                in: "compose/docker-compose-cli.ts",
                means: "Docker Compose reads the Compose file, also where nothing is run by Docker (the daemon is not needed for that).",
                todo: "install Docker with its Compose plugin, or let a machine that has it render the file (`docker compose config --format json --no-path-resolution`) and name the result, ending in `.json`, as the app's `compose`.",
            },
            {
                says: "Docker Compose … is too old, … or newer is needed",
                in: "compose/docker-compose-cli.ts",
                means: "Older versions read Compose files in another way.",
                todo: "install a newer Compose plugin; `docker compose version` shows which one is used.",
            },
            {
                says: "Docker does not answer: …. Start Docker and run again; nothing was changed",
                in: "provider/drivers/local/preflight.ts",
                means: "The target `local` runs containers on this machine, and its Docker daemon is not there.",
                todo: "start Docker, then `pulumi up` again. `DOCKER_HOST`, where it is set, must lead to it.",
            },
            {
                says: "no builder of buildx runs",
                in: "cli/doctor/builder.ts",
                means: "Images are built by buildx, and none of its builders is started.",
                todo: "start Docker, or `docker buildx inspect --bootstrap`. An image that CI has pushed needs none.",
            },
            {
                says: "port … of this machine … is taken by another program",
                in: "provider/drivers/local/preflight.ts",
                means: "A published port is not free, seen before anything was started.",
                todo: "free it, or publish another one: `pulumi config set --path 'slipway:apps.shop.publish.web' 18080`.",
            },
            {
                says: "has no command `pulumi`",
                in: "cli/project.ts",
                means: "The Pulumi CLI is not on PATH.",
                todo: 'install it; in Slipway\'s own checkout `npm start` gets it, and `eval "$(npm run --silent env)"` puts it on PATH.',
            },
            {
                says: "Node … is too old, … or newer is needed",
                in: "cli/doctor/node.ts",
                means: "Slipway is written for newer versions.",
                todo: "install Node 22.",
            },
            {
                says: "there is no Pulumi.yaml here nor in a folder above",
                in: "cli/project.ts",
                means:
                    "`npx slipway` was called outside a project. Where Slipway is not installed at all, npx asks npm's registry for a package of that name, " +
                    "which is not ours: with its option `--no` it does not.",
                todo: "go to the project's folder, or make one of a Compose file with `npx slipway init`.",
            },
        ],
    },
    {
        title: "Settings and secrets",
        entries: [
            {
                says: "… problems… in stack …:",
                in: "config.ts",
                means: "The settings or a Compose file are wrong. Everything that is wrong is listed, one line each, and nothing was made.",
                todo: "what each line says; [one of each kind](settings-errors.md), and [every setting](configuration.md).",
            },
            {
                says: "is unknown: did you mean …?",
                in: "config/problems.ts",
                means: "A key is misspelt. Unknown keys are refused, as they would have no effect.",
                todo: "take the key that is suggested; all keys are in [configuration](configuration.md).",
            },
            {
                says: "the secret has no value: …",
                in: "config/secrets.ts",
                means: "The settings declare a secret that comes from configuration, and it is not there.",
                todo: "`npx slipway secrets set shop:API_KEY`, which asks for it or takes it from standard input.",
            },
            {
                says: "is stored as plain text: … stores it encrypted; then give the secret another value, as this one is known.",
                in: "config/secrets.ts",
                means: "A secret was set without `--secret`, so its value stands readable in the settings file, and in git where that was committed.",
                todo: "set it again by `npx slipway secrets set shop:API_KEY`, with a new value.",
            },
            {
                says: "is missing, and secrets are labelled with it: …",
                in: "config/secrets.ts",
                means: "Previews show that a secret has changed by a label made with a key of the stack, and there is no key yet.",
                todo: '`pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"`, once for each stack.',
            },
            {
                says: "which is pinned nowhere, so it may be another image at the next deployment: run …",
                in: "compose/image-lock.ts",
                means: "The Compose file names an image of somebody else's by a tag, which can be moved.",
                todo: "`npx slipway pin`, and commit `images.lock.json` beside `Pulumi.yaml`; or name the image by its digest.",
            },
            {
                says: "the key in …, or its passphrase, does not open it",
                in: "cli/rollback/read.ts",
                means: "An earlier update's secret was encrypted with another key or passphrase.",
                todo: "take the settings file and the passphrase of then, or name another update with `--to`.",
            },
        ],
    },
    {
        title: "AWS: who asks",
        entries: [
            {
                says: "no AWS credentials were found: sign in (aws sso login), or set aws:profile for this stack",
                in: "provider/aws/explained.ts",
                means: "Neither the environment nor a profile has credentials.",
                todo: "sign in, or `pulumi config set aws:profile work`.",
            },
            {
                says: "the AWS credentials have expired: sign in again",
                in: "provider/aws/explained.ts",
                means: "Credentials of a session end after some hours.",
                todo: "sign in again, then `pulumi up`: it goes on where it was.",
            },
            {
                says: "these credentials may not: allow …",
                in: "provider/aws/explained.ts",
                means: "AWS refused the action that is named.",
                todo: "allow it to the role or user; what a pipeline's roles need, line by line: [ci-roles](ci-roles.md).",
            },
            {
                says: "nothing was asked of AWS: …",
                in: "provider/aws/account.ts",
                means: "The credentials belong to another account than the one that the stack's resources are in.",
                todo: "set `aws:profile` (or `AWS_PROFILE`) to the account that the message names.",
            },
            {
                says: "no region: neither aws:region of the stack nor AWS_REGION names one",
                in: "cli/doctor/aws/identity.ts",
                means: "AWS cannot be asked without a region.",
                todo: "`pulumi config set aws:region eu-central-1`.",
            },
            {
                says: "App Runner is closed to this account in …: it has taken no new customers since 2026-04-30",
                in: "provider/resources/app-runner-name.ts",
                means: "The account had no App Runner before that day. Nothing was created.",
                todo: "`pulumi config set --path 'slipway:apps.shop.target' ecs-express`, which takes the same app: [ECS Express Mode](ecs-express.md).",
            },
            {
                says: "…: App Runner made no certificate for it (…). The name leads where it led before",
                in: "provider/resources/app-runner-certificate.ts",
                means: "Mostly a CAA record of the domain that does not name amazon.com. An app that moves still serves where it was.",
                todo: "mend the record, then `pulumi up --replace` with the URN in the message; [a domain on App Runner](app-runner.md#a-domain).",
            },
            {
                says: "…: App Runner has no certificate for it after … s (…). The name leads where it led before",
                in: "provider/resources/app-runner-certificate.ts",
                means: "AWS has not found the certificate's proofs in DNS yet; the message lists them.",
                todo: "`pulumi up` again, which goes on waiting. Is the zone the one that the world is led to? `dig NS` of the domain tells.",
            },
            {
                says: "…: … more needed, … allowed…",
                in: "cli/doctor/aws/quotas.ts",
                means: "An AWS quota is too low for the stack, so `pulumi up` would fail on its way.",
                todo: "ask AWS for more by the command in the message, or do without, as it says.",
            },
            {
                says: "the account has no identity provider for …: nobody can come from there",
                in: "cli/doctor/aws/trust.ts",
                means: "GitHub's jobs (or Pulumi Deployments) cannot take on a role: AWS does not know who they are.",
                todo: "make the pipeline's roles once: [CI](ci.md#once-the-roles).",
            },
            {
                says: "… does not open for …, but for …",
                in: "cli/doctor/aws/trust.ts",
                means: "A pipeline's role trusts another repository, branch or environment. In a workflow AWS says `Not authorized to perform sts:AssumeRoleWithWebIdentity`.",
                todo: "correct `ci/Pulumi.<stack>.yaml` and run `pulumi up` in `ci/`.",
            },
        ],
    },
    {
        title: "A release that fails",
        entries: [
            {
                says: "…: … does not serve: ECS rolled back to …",
                in: "docs/releases.md",
                means: "The new version did not get healthy and ECS went back; the version before serves. The lines below it say why: the stopped reason, the health check's answer, the last log lines.",
                todo: "mend what they say and `pulumi up` again. The same `up` without a change asks ECS once more. [Each case](releases.md).",
            },
            {
                says: "Essential container in task exited",
                by: "AWS",
                in: "docs/releases.md",
                means: "The container ended. Its exit code stands beside it.",
                todo: "read the log lines that follow, or `npx slipway logs shop --since 1h`. A missing variable or secret is the usual cause.",
            },
            {
                says: "load balancer (GET … on …): … is unhealthy: Health checks failed with these codes: […]",
                in: "docs/releases.md",
                means: "The service runs, and the path that the load balancer asks does not answer 200.",
                todo: "`pulumi config set --path 'slipway:apps.shop.services.web.health' /ready`, or let the service answer `/health`.",
            },
            {
                says: "not completed within …",
                in: "docs/releases.md",
                means: "The release's time is over and the deployment is neither complete nor given up. ECS goes on with it.",
                todo: "`pulumi up` again: it follows the same deployment and tells how it ended.",
            },
            {
                says: "AWS has no Fargate Spot capacity for its tasks in these zones: let it run on Fargate too, or try again later",
                in: "provider/aws/ecs/capacity.ts",
                means: "`spot: true`, and AWS has no spare machine.",
                todo: "wait, or `pulumi config rm --path 'slipway:apps.shop.services.web.spot'`.",
            },
            {
                says: "another deployment took over: … is being deployed instead of …",
                in: "provider/drivers/ecs-fargate/judge.ts",
                means: "Somebody else deployed the same service meanwhile.",
                todo: "let that one end, then `pulumi up`.",
            },
            {
                says: "container … runs the image …, but … was pushed",
                in: "provider/aws/ecs/digest.ts",
                means: "A tag in the repository was moved by hand.",
                todo: "delete the image with that tag in ECR and run `pulumi up`, which builds it again.",
            },
            {
                says: "ended with exit code …",
                in: "provider/drivers/ecs-run-task/judge.ts",
                means: "A job (a migration) failed. Nothing that waits for it was touched, the version before serves.",
                todo: "read the job's last lines below the message, mend it and `pulumi up`: the job runs again.",
            },
            {
                says: "… is not healthy from outside: GET … …",
                in: "provider/drivers/local/http-gate.ts",
                means: "On `local`: Docker calls the container healthy, but its published port does not answer 2xx on the health path.",
                todo: "ask the address yourself; let the service listen on 0.0.0.0 and answer that path, or set `services.<service>.health`.",
            },
            {
                says: "is unhealthy: its check failed … times in a row",
                in: "provider/drivers/local/judge.ts",
                means: "The Compose file's health check fails. What it printed stands below.",
                todo: "run the check in the container: it can only use programs that the image has.",
            },
            {
                says: "ran out of memory… and was ended with code …",
                in: "provider/drivers/local/judge.ts",
                means: "The container needed more memory than its limit.",
                todo: "`pulumi config set --path 'slipway:apps.shop.services.web.memory' 1024`, or the Compose file's own limit.",
            },
            {
                says: "another release of … is in progress: process … since …; wait for it, or end that process and run again",
                in: "provider/core/lock.ts",
                means: "Two runs release the same app from this machine.",
                todo: "wait. Where the process is gone the next run takes over by itself.",
            },
        ],
    },
    {
        title: "The host of ec2-compose",
        entries: [
            {
                says: "the host … is not in touch with Systems Manager",
                in: "provider/drivers/ec2-compose/rollout.ts",
                means: "The instance has not begun, cannot reach AWS, or its agent is down. Nothing was changed on it.",
                todo: "look at its console by the command in the message. A new host takes a few minutes; `pulumi up` again.",
            },
            {
                says: "the host's role does not let it take commands",
                in: "provider/drivers/ec2-compose/judge.ts",
                means: "The instance profile was changed.",
                todo: "`pulumi up --refresh` puts the role's policies back.",
            },
            {
                says: "the host did not end the release in time, and Systems Manager stopped it",
                in: "provider/drivers/ec2-compose/judge.ts",
                means: "The release took longer than its deadline. The host brings back the release that served before.",
                todo: "see its log on the host (the command is in the message); slow pulls and slow health checks are the usual causes.",
            },
            {
                says: "refused: this app is being changed by the release …",
                in: "docs/ec2-compose.md",
                means: "Another run is at work on the same app of the host.",
                todo: "wait until it has ended and `pulumi up` again.",
            },
        ],
    },
    {
        title: "A run that was killed",
        entries: [
            {
                says: "the stack is currently locked by … lock(s)",
                by: "Pulumi",
                in: "docs/operating.md",
                means: "An earlier run was killed, or is still alive.",
                todo: "`npx slipway recover`, which looks whether it lives and never ends a live one.",
            },
            {
                says: "Attempting to deploy or update resources with … pending operations from previous deployment.",
                by: "Pulumi",
                in: "docs/releases.md",
                means: "An earlier run was killed while it waited for AWS.",
                todo: "nothing: the next `pulumi up` finds out how it ended. `pulumi refresh --clear-pending-creates` ends the warning.",
            },
            {
                says: "ResourceAlreadyExistsException",
                by: "AWS",
                in: "test/support/aws-stand-in/resource-models.ts",
                means: "AWS has made the log group, and the killed run could not write it down.",
                todo: "adopt it: [the commands](operating.md#pulumi-up-was-killed).",
            },
            {
                says: "RepositoryAlreadyExistsException",
                by: "AWS",
                in: "test/support/aws-stand-in/resource-models.ts",
                means: "The same with an ECR repository.",
                todo: "adopt it: [the commands](operating.md#pulumi-up-was-killed).",
            },
            {
                says: "failed to load checkpoint",
                by: "Pulumi",
                in: "tools/backend-checkpoint.ts",
                means: "A state in a folder (`file://…`) was cut off while it was written.",
                todo: "`npx slipway recover`: the backend's own backup, one step old, takes its place.",
            },
            {
                says: "stack … is being updated by …, since …",
                in: "tools/backend-lock.ts",
                means: "Another run is alive on this machine.",
                todo: "wait for it.",
            },
        ],
    },
];
