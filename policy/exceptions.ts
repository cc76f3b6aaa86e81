/** A control that is not kept, so that nobody has to find out. */
export interface ControlException {
    /** Ids, as in a rule. */
    readonly controls: readonly string[];
    /** What the control asks for. */
    readonly requirement: string;
    /** In which profile it is not kept. */
    readonly where: "dev" | "prod" | "dev, prod";
    readonly reason: string;
    /** What keeping it would cost a month, in eu-central-1 or us-east-1, as of 2026-11. */
    readonly price: string;
    /** The rule that asks for it, which such a stack turns off. */
    readonly rule?: string;
}

/** Every control of this kind that we know of for the resources of components/, and do not keep. */
export const EXCEPTIONS: readonly ControlException[] = [
    {
        controls: ["ELB.6", "CKV_AWS_150"],
        requirement: "A load balancer cannot be deleted by accident.",
        where: "dev",
        reason: "`pulumi destroy` must leave nothing that goes on costing money, and a protected load balancer stops it.",
        price: "0 USD",
        rule: "load-balancer-protected",
    },
    {
        controls: ["ECR.2", "CKV_AWS_51", "AWS-0031"],
        requirement: "A tag that was pushed never changes.",
        where: "dev, prod",
        reason: "For the repository `build_cache` only (`slipway:environment.buildCache`), which holds what builds leave for later ones: each overwrites it, and nothing is run from it.",
        price: "0 USD",
    },
    {
        controls: ["ECS.2", "CT.ECS.PR.9", "CKV_AWS_333"],
        requirement: "Tasks have no public address.",
        where: "dev",
        reason: "It is their way out to AWS without a NAT gateway. Nobody gets in by it: only the load balancer's group may.",
        price: "33 USD a zone for a NAT gateway, or 58 USD for the endpoints of two zones",
    },
    {
        controls: ["EC2.15", "CKV_AWS_130", "AWS-0164"],
        requirement: "A subnet gives out no public addresses by itself.",
        where: "dev, prod",
        reason: "awsx gives public subnets this setting and has no argument for it. Here only load balancers and tasks stand in them, and both say for themselves whether they want an address.",
        price: "0 USD",
    },
    {
        controls: ["EC2.6", "CKV2_AWS_11", "AWS-0178"],
        requirement: "A network logs its traffic.",
        where: "dev, prod",
        reason: "It costs by the amount of traffic, so a busy service would pay for what nobody reads.",
        price: "0.25 USD a GB of log",
    },
    {
        controls: ["EC2.10"],
        requirement: "EC2's API is reached through an endpoint of the network's own.",
        where: "dev, prod",
        reason: "Nothing here calls EC2's API from inside the network.",
        price: "7.30 USD a zone",
    },
    {
        controls: ["ELB.1", "ELB.18", "CKV_AWS_2", "CKV_AWS_103", "CKV_AWS_378", "CKV2_AWS_20", "AWS-0054"],
        requirement: "The load balancer speaks HTTPS.",
        where: "dev, prod",
        reason: "For apps without a domain only: no certificate can be had for the load balancer's own name. Then only the addresses of the allow list may connect, which the rule listener-no-plain-http-for-the-world checks.",
        price: "the price of a domain, from about 1 USD, and 0.50 USD for its zone",
    },
    {
        controls: ["ELB.21", "ELB.22"],
        requirement: "From the load balancer to the tasks everything is encrypted.",
        where: "dev, prod",
        reason: "Each app would need a certificate of its own in its image, which the load balancer does not verify. The traffic stays inside the network, between two security groups.",
        price: "0 USD",
    },
    {
        controls: ["ELB.5", "CKV_AWS_91"],
        requirement: "The load balancer logs every request.",
        where: "dev",
        reason: "It costs by the amount of traffic, and a stack that is thrown away has nothing to look up later. `slipway:environment.accessLogs: true` keeps them.",
        price: "0.02 USD a GB of log",
    },
    {
        controls: ["ELB.16", "CKV2_AWS_28", "CKV2_AWS_76"],
        requirement: "A web application firewall stands before the load balancer.",
        where: "dev, prod",
        reason: "It costs by the hour and has to be tuned to each app; it can be associated with the load balancer at any time.",
        price: "5 USD, 1 USD a rule, 0.60 USD a million requests",
    },
    {
        controls: ["AWS-0053"],
        requirement: "A load balancer is not reachable from the Internet.",
        where: "dev, prod",
        reason: "Publishing services is what it is for.",
        price: "0 USD",
    },
    {
        controls: ["ECS.12", "CT.ECS.PR.2", "CKV_AWS_65", "AWS-0034"],
        requirement: "The cluster has Container Insights.",
        where: "dev, prod",
        reason: "It costs by the metric and the service. What a release needs to know, it asks ECS itself.",
        price: "0.30 USD a metric, several for each service",
    },
    {
        controls: ["CKV_AWS_338"],
        requirement: "Logs are kept for a year.",
        where: "dev",
        reason: "Thirty days are enough for what is a throwaway; `slipway:environment.logRetentionDays` says otherwise.",
        price: "0.03 USD a GB kept",
    },
    {
        controls: ["CKV_AWS_158", "AWS-0017", "CKV_AWS_136", "AWS-0033", "CKV_AWS_149", "AWS-0098", "CKV_AWS_184"],
        requirement: "Logs, images, secrets and file systems are encrypted with a key of one's own.",
        where: "dev, prod",
        reason: "They are encrypted with AWS's keys. A key of one's own can be taken away from AWS, but must be paid and kept.",
        price: "1 USD a key",
    },
    {
        controls: ["SecretsManager.1", "SecretsManager.4", "CKV2_AWS_57", "CKV_AWS_304"],
        requirement: "Secrets are replaced by AWS every 90 days.",
        where: "dev, prod",
        reason: "The values are given from outside, and AWS does not know how to make new ones. A new value is one `pulumi config set --secret` and one `pulumi up`.",
        price: "a Lambda function and its care",
    },
    {
        controls: ["S3.7", "CKV_AWS_144", "S3.14", "CKV_AWS_21"],
        requirement: "A bucket keeps every version, also in another region.",
        where: "dev, prod",
        reason: "The load balancer's log is written once and expires. Of releases every version is kept for a while, in one region: the next `pulumi up` makes them again.",
        price: "twice the storage",
    },
    {
        controls: ["S3.9", "CKV_AWS_18", "S3.11", "CKV2_AWS_62"],
        requirement: "A bucket logs who reads it and tells of every change.",
        where: "dev, prod",
        reason: "A log of who reads it would need a bucket again. What is in these two is a log itself, and releases without a secret in them.",
        price: "0.02 USD a GB of log",
    },
    {
        controls: ["S3.17", "CKV_AWS_145"],
        requirement: "A bucket is encrypted with a key of one's own.",
        where: "dev, prod",
        reason: "It is encrypted with S3's key. Load balancers can write their log to no other kind of bucket, and releases hold no secret.",
        price: "1 USD a key, for releases",
    },
    {
        controls: ["CKV_AWS_260"],
        requirement: "Port 80 is not open to the Internet.",
        where: "dev, prod",
        reason: "For apps with a domain only: the port answers nothing but where HTTPS is.",
        price: "0 USD",
    },
    {
        controls: ["CKV2_AWS_71"],
        requirement: "No certificate holds for every name under a domain.",
        where: "dev, prod",
        reason: "A host name more must not change the certificate that all apps use while they are up. `slipway:environment.certificate` takes another one.",
        price: "0 USD",
    },
    {
        controls: ["EC2.22", "CKV2_AWS_5"],
        requirement: "No security group is unused.",
        where: "dev, prod",
        reason: "The group of a job is used while the job runs, which no other resource shows.",
        price: "0 USD",
    },
    {
        controls: ["ECS.5", "CT.ECS.PR.6", "ECS.20", "ECS.21", "CT.ECS.PR.3"],
        requirement:
            "On ECS Express Mode the root file system is read-only, and the task definition names a user other than root.",
        where: "dev, prod",
        reason: "Express writes the task definition itself and has no argument for either. The image's own USER runs the program; ecs-fargate keeps both controls.",
        price: "0 USD",
    },
    {
        controls: ["ECS.2", "CT.ECS.PR.9"],
        requirement: "Tasks on ECS Express Mode have no public address.",
        where: "prod",
        reason: "Express puts tasks and load balancer into the same subnets, and only in public ones is the service reached from the Internet. Nobody gets in by the tasks' addresses: only the load balancer's group may.",
        price: "not to be had",
    },
    {
        controls: ["IAM.21"],
        requirement:
            "The infrastructure role of ECS Express Mode names resources, and is taken on for this account only.",
        where: "dev, prod",
        reason: "Its policy is AWS's own and is extended by AWS when Express needs more; AWS shows the role without a condition on the account. Only this account can hand it to ECS.",
        price: "0 USD",
    },
    {
        controls: ["ELB.5", "ELB.6", "ELB.16"],
        requirement:
            "The load balancer of ECS Express Mode logs requests, is protected from deletion and has a firewall before it.",
        where: "dev, prod",
        reason: "It is AWS's own making: Express has no argument for it, and what is changed by hand may be changed back.",
        price: "0 USD",
    },
    {
        controls: ["EC2.9", "AWS-0009"],
        requirement: "An instance has no public address.",
        where: "dev, prod",
        reason: "The host of ec2-compose stands by itself: its address is where its apps are reached. Only the ports of apps are open, to their allow lists; there is no SSH.",
        price: "20 USD for a load balancer before it",
    },
    {
        controls: ["CKV_AWS_126"],
        requirement: "An instance is measured every minute instead of every five.",
        where: "dev, prod",
        reason: "The host's own program watches the apps; nothing here reads the finer numbers.",
        price: "2.10 USD an instance",
    },
    {
        controls: ["CKV_AWS_189", "AWS-0027"],
        requirement: "Volumes are encrypted with a key of one's own.",
        where: "dev, prod",
        reason: "They are encrypted with AWS's key for EBS, which every account has.",
        price: "1 USD a key",
    },
    {
        controls: ["CKV2_AWS_19", "CKV2_AWS_23"],
        requirement: "An address belongs to an instance, and a name to an address.",
        where: "dev, prod",
        reason: "The address belongs to the host's network interface, so that a new instance has it from its first second on; Checkov looks for the instance only.",
        price: "0 USD",
    },
    {
        controls: ["RDS.8", "CKV_AWS_293", "AWS-0177"],
        requirement: "A database cannot be deleted by accident, and leaves a snapshot.",
        where: "dev",
        reason: "`pulumi destroy` must leave nothing that goes on costing money.",
        price: "0 USD, and 0.095 USD a GB of snapshot",
        rule: "database-protected",
    },
    {
        controls: ["RDS.5", "CKV_AWS_157"],
        requirement: "A database stands in two zones.",
        where: "dev",
        reason: "It costs twice as much. What is lost with a zone comes back from the last day's backup.",
        price: "14 to 17 USD",
    },
    {
        controls: ["RDS.9", "RDS.36", "CKV_AWS_129"],
        requirement: "A database's log goes to CloudWatch.",
        where: "dev",
        reason: "It costs by the amount; RDS itself keeps the last three days.",
        price: "0.63 USD a GB",
    },
    {
        controls: ["CKV_AWS_353"],
        requirement: "A database's load is recorded for a week.",
        where: "dev",
        reason: "It takes memory of which the smallest class has little.",
        price: "0 USD",
    },
    {
        controls: ["RDS.10", "CKV_AWS_161", "AWS-0176"],
        requirement: "IAM users can sign in to a database.",
        where: "dev, prod",
        reason: "No app here does, and it takes 300 MiB of memory or more, a third of what the smallest class has. Another way in that nobody uses is no gain.",
        price: "0 USD",
    },
    {
        controls: ["RDS.6", "CKV_AWS_118"],
        requirement: "The operating system under a database is measured every minute.",
        where: "dev, prod",
        reason: "It needs a role and is paid by the log that it writes. RDS' own figures and the load record of prod are there without it.",
        price: "1.50 USD",
    },
    {
        controls: ["RDS.23", "RDS.25"],
        requirement: "A database listens on another port than PostgreSQL's, and its owner is not called postgres.",
        where: "dev, prod",
        reason: "Nobody reaches it but the services that use it, and port and user are what the Compose file says.",
        price: "0 USD",
    },
    {
        controls: ["CKV_AWS_354", "CKV_AWS_191"],
        requirement: "Databases, their load record and caches are encrypted with a key of one's own.",
        where: "dev, prod",
        reason: "They are encrypted with AWS's keys for RDS and ElastiCache.",
        price: "1 USD a key",
    },
    {
        controls: ["RDS.46"],
        requirement: "A database stands in subnets without a way to the Internet.",
        where: "dev",
        reason: "dev has no other subnets. The database has no public address, and its group lets in nobody but the services that use it.",
        price: "0 USD",
    },
    {
        controls: ["ElastiCache.3", "CKV2_AWS_50"],
        requirement: "A cache has a second node in another zone, which takes over.",
        where: "dev",
        reason: "It costs twice as much.",
        price: "9 to 12 USD",
    },
    {
        controls: ["SNS.1", "CKV_AWS_26", "AWS-0095", "AWS-0136"],
        requirement: "A topic is encrypted with a key of KMS.",
        where: "dev, prod",
        reason: "CloudWatch and EventBridge may not use AWS's own key for SNS, so it would take a key of one's own. What alarms tell are names and numbers of the stack, no secret. `slipway:alarms.topic` takes a topic that is encrypted.",
        price: "1 USD a key",
    },
];
