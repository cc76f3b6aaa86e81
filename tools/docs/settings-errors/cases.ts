import { api, published, serviceNamed, shop, type BadSettings } from "./case";

const ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf";
const ALLOW = ["203.0.113.7/32"];
const KEY = "0".repeat(64);
const onFargate = (settings: Readonly<Record<string, unknown>> = {}) => shop({ target: "ecs-fargate", ...settings });
const long = "quarterly-report-renderer";

/** One case for each kind of mistake; the tables of the single rules (`test/unit/config`, `test/unit/compose`) have the rest. */
export const BAD_SETTINGS: readonly BadSettings[] = [
    {
        what: "a target that there is not",
        config: shop({ target: "fargate" }),
        says: [
            'slipway:apps.shop.target: must be one of local, app-runner, ecs-express, ecs-fargate, ec2-compose, not "fargate"; did you mean ecs-fargate?',
        ],
    },
    {
        what: "a key that nobody knows",
        config: onFargate({ secret: ["TOKEN"] }),
        says: ["slipway:apps.shop.secret: is unknown: did you mean secrets?"],
    },
    {
        what: "an app's name that AWS, Compose or Pulumi cannot take",
        config: { "slipway:apps": { aws: { target: "local" }, Shop_1: { target: "local" } } },
        says: [
            "slipway:apps.aws: an app cannot have the name aws, which is a namespace of Pulumi's: choose another, such as aws-app.",
            'slipway:apps.Shop_1: an app\'s name must be small letters, digits and -, start with a letter and have at most 30 characters, not "Shop_1".',
        ],
    },
    {
        what: "names that are too long together",
        config: { "slipway:apps": { "customer-administration-tool": { target: "ecs-fargate" } } },
        compose: { "customer-administration-tool": serviceNamed(long) },
        says: [
            "docker/customer-administration-tool/compose.yaml: services.quarterly-report-renderer: becomes customer-administration-tool-quarterly-report-renderer on AWS, which has 54 characters, and a role's name has room for 46: give the app or the service a shorter name.",
        ],
    },
    {
        what: "an image that cannot be told from the next one",
        config: onFargate({ services: { api: { image: "ghcr.io/acme/shop-api" } } }),
        says: [
            'slipway:apps.shop.services.api.image: must be an image with a tag or digest, such as ghcr.io/acme/shop-web:main-0123abc, not "ghcr.io/acme/shop-api".',
        ],
    },
    {
        what: "CPU and memory that Fargate does not have together",
        config: onFargate({ services: { api: { cpu: 256, memory: 4096 } } }),
        says: [
            "slipway:apps.shop.services.api: asks for 4096 MiB with 256 CPU units, which Fargate does not have: use 512, 1024, 2048 MiB.",
        ],
    },
    {
        what: "another architecture",
        config: onFargate(),
        compose: { shop: api("platform: linux/riscv64") },
        says: [
            'docker/shop/compose.yaml: services.api.platform: is "linux/riscv64", which Fargate does not run here: use linux/amd64 or linux/arm64.',
        ],
    },
    {
        what: "a published port without a domain and without `allow`",
        config: onFargate(),
        compose: { shop: published(8080) },
        says: [
            "slipway:apps.shop.allow: is missing: api is published on port 8080 without a domain, so the stack must say who may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]",
        ],
    },
    {
        what: "who may connect: no block of addresses",
        config: onFargate({ allow: ["203.0.113.7", "203.0.113.7/24", "::::/12"] }),
        compose: { shop: published(8080) },
        says: [
            'slipway:apps.shop.allow[0]: must be a CIDR block such as 203.0.113.7/32, not "203.0.113.7".',
            'slipway:apps.shop.allow[1]: must be 203.0.113.0/24 for the whole block, or 203.0.113.7/32 for the one address, not "203.0.113.7/24".',
            'slipway:apps.shop.allow[2]: must be a CIDR block such as 203.0.113.7/32, not "::::/12".',
        ],
    },
    {
        what: "who may connect: everybody without TLS, and addresses that a load balancer is not reached from",
        config: onFargate({ allow: ["0.0.0.0/0", "2001:db8::/32"] }),
        compose: { shop: published(8080) },
        says: [
            "slipway:apps.shop.allow: names 0.0.0.0/0, which is everybody, but without a domain there is no TLS: name the addresses that may connect, or give the app a domain.",
            "slipway:apps.shop.allow: names 2001:db8::/32, but the load balancer is reached by IPv4 only: name the IPv4 addresses that may connect.",
        ],
    },
    {
        what: "two apps with one port",
        config: {
            "slipway:apps": {
                blog: { target: "ecs-fargate", allow: ALLOW },
                shop: { target: "ecs-fargate", allow: ALLOW },
            },
        },
        compose: { blog: published(8080), shop: published(8080) },
        says: [
            "slipway:apps.shop.publish.api: is port 8080, which blog's api has already: the apps of a stack share one load balancer. Give it another, `pulumi config set --path 'slipway:apps.shop.publish.api' <port>`.",
        ],
    },
    {
        what: "two apps with one domain",
        config: {
            "slipway:environment": { domain: "example.com" },
            "slipway:apps": {
                blog: { target: "ecs-fargate", domain: "www.example.com" },
                shop: { target: "ecs-fargate", domain: "www.example.com" },
            },
        },
        says: [
            'slipway:apps.shop.domain: is "www.example.com", which the app blog has already: give one of them another name.',
        ],
    },
    {
        what: "a domain in a stack that has none",
        config: onFargate({ domain: "shop.example.com" }),
        says: [
            "slipway:apps.shop.domain: is \"shop.example.com\", but the stack has no domain with a zone in Route 53, a certificate and HTTPS: `pulumi config set --path 'slipway:environment.domain' example.com`.",
        ],
    },
    {
        what: "a secret that is not declared",
        config: onFargate(),
        compose: { shop: api("environment: { DATABASE_URL: 'postgresql://app:${DB_PASSWORD}@db.example.com/app' }") },
        says: [
            "docker/shop/compose.yaml: services.api.environment.DATABASE_URL: ${DB_PASSWORD} has neither a value nor a default: give it one with `pulumi config set --path 'slipway:apps.shop.variables.DB_PASSWORD' <value>`, or, if it is a secret, name it in slipway:apps.shop.secrets and run `pulumi config set --secret shop:DB_PASSWORD`.",
        ],
    },
    {
        what: "a secret that has no value",
        config: { ...onFargate({ secrets: ["DB_PASSWORD"] }), "slipway:labelKey": KEY },
        secrets: ["slipway:labelKey"],
        says: ["shop:DB_PASSWORD: the secret has no value: `pulumi config set --secret shop:DB_PASSWORD`."],
    },
    {
        what: "a secret in plain text",
        config: { ...onFargate({ secrets: ["DB_PASSWORD"] }), "slipway:labelKey": KEY, "shop:DB_PASSWORD": "hunter2" },
        secrets: ["slipway:labelKey"],
        says: [
            "shop:DB_PASSWORD: is stored as plain text: `pulumi config set --secret shop:DB_PASSWORD` stores it encrypted; then give the secret another value, as this one is known.",
        ],
    },
    {
        what: "an ARN as a part of another value",
        config: onFargate({ secrets: { DB_PASSWORD: ARN } }),
        compose: { shop: api("environment: { DATABASE_URL: 'postgresql://app:${DB_PASSWORD}@db.example.com/app' }") },
        says: [
            "docker/shop/compose.yaml: services.api.environment.DATABASE_URL: joins the secret DB_PASSWORD with other text, but DB_PASSWORD is an existing entry of Secrets Manager (an ARN), which is referenced and never read: store the whole value of DATABASE_URL as one secret and name that in `secrets`, or pass DB_PASSWORD as a variable of its own and let the program join them.",
        ],
    },
    {
        what: "a secret as a build argument",
        config: onFargate({ secrets: { TOKEN: "generated" } }),
        compose: { shop: api("build: { context: ., args: { TOKEN: '${TOKEN}' } }") },
        says: [
            "docker/shop/compose.yaml: services.api.build.args.TOKEN: the secret TOKEN would stay readable in the image: give it to the build as a secret (`build.secrets: [TOKEN]`, `secrets: { TOKEN: { environment: TOKEN } }`, and in the Dockerfile `RUN --mount=type=secret,id=TOKEN`).",
        ],
    },
    {
        what: "a volume on a target without volumes",
        config: shop({ target: "ecs-express" }),
        compose: { shop: `${published(8080, 'volumes: ["data:/data"]')}volumes: { data: {} }\n` },
        says: [
            "docker/shop/compose.yaml: services.api.volumes: cannot run on ecs-express: there are no volumes, so what is written is gone with each copy: keep the data in a managed service, or use ecs-fargate, ec2-compose or local, which have volumes.",
        ],
    },
    {
        what: "two services on a target that runs one",
        config: shop({ target: "app-runner" }),
        compose: { shop: `${published(8080)}  worker: { image: 'busybox:1.37' }\n` },
        says: [
            "slipway:apps.shop.target: is app-runner, which runs one container, but docker/shop/compose.yaml has 2: api, worker. ecs-fargate, ec2-compose and local take all of them: `pulumi config set --path 'slipway:apps.shop.target' ecs-fargate`. Or name those that are not deployed here in slipway:apps.shop.without, and give what they do another way.",
        ],
    },
    {
        what: "several tasks on one volume, and Spot",
        config: onFargate({ services: { api: { min: 2, spot: true } } }),
        compose: { shop: `${api('volumes: ["data:/data"]')}volumes: { data: {} }\n` },
        says: [
            "slipway:apps.shop.services.api: asks for 2 copies, but api has a writable volume, which one task may write to at a time: ask for one, or keep the data in a managed service.",
            "slipway:apps.shop.services.api.spot: is true, but api has a writable volume, which one task may write to at a time, and a Spot task is stopped at any time: take it out.",
        ],
    },
    {
        what: "a named volume whose owner nobody gives",
        config: onFargate(),
        compose: {
            shop: `${api('volumes: ["data:/data"]')}volumes: { data: {} }\n`.replace('    user: "1000:1000"\n', ""),
        },
        says: [
            'docker/shop/compose.yaml: services.api.user: is not given, an image alone does not tell who it runs as, and api mounts data, whose owner EFS knows by number: give the number of the image\'s own user, such as  user: "1000:1000"  (root\'s, user: "0:0", where the image must begin as root).',
        ],
    },
    {
        what: "a folder of this machine as a volume",
        config: onFargate(),
        compose: { shop: api('volumes: ["./data:/data"]') },
        says: [
            "docker/shop/compose.yaml: services.api.volumes[0]: mounts ./data at /data, but a task has no folder of this machine: put the files into the image, or use a named volume.",
        ],
    },
    {
        what: "a key that Fargate cannot run",
        config: onFargate(),
        compose: { shop: api("privileged: true") },
        says: [
            "docker/shop/compose.yaml: services.api.privileged: cannot run on ecs-fargate: Fargate runs no privileged container: take it out, or use ec2-compose.",
        ],
    },
    {
        what: "managed services that cannot be",
        config: onFargate({
            managed: { api: { engine: "postgres", class: "cache.t4g.small" }, cache: "redis" },
            services: { api: { cpu: 256 } },
            secrets: { API_PASSWORD: "generated" },
        }),
        says: [
            "slipway:apps.shop.secrets.API_PASSWORD: is given by the managed api, as only AWS knows it: take it out.",
            'slipway:apps.shop.managed.api.class: is "cache.t4g.small", but classes of postgres begin with db., such as db.t4g.small.',
            "slipway:apps.shop.services.api: is of containers, but AWS runs api: leave it out; its size is `class` in slipway:apps.shop.managed.api.",
            'slipway:apps.shop.managed.cache: docker/shop/compose.yaml deploys no service "cache": its services are api.',
            `docker/shop/compose.yaml: services.api.image: runs app@sha256:${KEY}, which does not look like PostgreSQL: name another engine, or say \`version\` beside \`engine\` if it is one.`,
        ],
    },
    {
        what: "a managed service where there is no AWS",
        config: shop({ target: "local", managed: { db: "postgres" } }),
        compose: { shop: "services:\n  db: { image: 'postgres:16' }\n  api: { image: 'app:1', depends_on: [db] }\n" },
        says: [
            "slipway:apps.shop.managed.db: cannot be had on local, where there is no AWS: leave it out (`pulumi config rm --path 'slipway:apps.shop.managed.db'`), and the container of the Compose file serves.",
        ],
    },
    {
        what: "copies that cannot be discovered one by one",
        config: onFargate({
            without: ["mail"],
            managed: { db: "postgres" },
            services: { api: { discovers: ["api", "mail", "db", "wrker", "worker"] } },
        }),
        compose: {
            shop: `${api()}  db: { image: 'postgres:16@sha256:${KEY}' }\n  mail: { image: 'app@sha256:${KEY}' }\n  worker: { image: 'app@sha256:${KEY}', user: '1000', read_only: true }\n`,
        },
        says: [
            "slipway:apps.shop.services.api.discovers[0]: is api, the service itself: name others, or leave it out.",
            "slipway:apps.shop.services.api.discovers[1]: is mail, which is not deployed here (`without`): take it out.",
            "slipway:apps.shop.services.api.discovers[2]: is db, which AWS runs: it has one address, not one for each copy. Take it out.",
            "slipway:apps.shop.services.api.discovers[3]: is wrker, but docker/shop/compose.yaml deploys no such service: those that it could find are worker.",
            "slipway:apps.shop.services.api.discovers[4]: is worker, but no variable and no command of api has that name as a host (or they share no network), so api would not learn where its copies are: give it one in docker/shop/compose.yaml, such as  WORKER_HOST: worker.",
        ],
    },
    {
        what: "an image that is pinned nowhere",
        config: onFargate(),
        compose: { shop: "services:\n  api: { image: 'nginx:1.29', user: '1000', read_only: true }\n" },
        says: [
            'docker/shop/compose.yaml: services.api.image: is "nginx:1.29", which is pinned nowhere, so it may be another image at the next deployment: run `npx slipway pin nginx:1.29` and commit images.lock.json.',
        ],
    },
    {
        what: "a NAT gateway that nobody needs",
        config: { ...onFargate(), "slipway:environment": { network: { nat: "single" } } },
        says: [
            "slipway:environment.network.nat: is \"single\", but tasks run in public subnets, which need no NAT gateway: leave it out, or `pulumi config set --path 'slipway:environment.network.tasks' private`.",
        ],
    },
    {
        what: "alarms that would tell nobody",
        config: {
            ...onFargate({ alarms: { errors: "many" } }),
            "slipway:alarms": { email: "ops", dashbord: true },
        },
        says: [
            'slipway:alarms.email: must be an e-mail address such as ops@example.com, not "ops".',
            "slipway:alarms.dashbord: is unknown: did you mean dashboard?",
            'slipway:apps.shop.alarms: must be true, false or a mapping, such as { errors: 10, latencySeconds: 2 }, not {"errors":"many"}.',
        ],
    },
    {
        what: "several mistakes in several apps: one list",
        config: {
            "slipway:apps": {
                blog: { target: "ecs-fargate", services: { web: {}, api: { cpu: 300 } } },
                shop: { target: "ecs-fargate", publish: { api: 8080 } },
            },
        },
        compose: { blog: published(8080), shop: published(80, "privileged: true") },
        says: [
            'slipway:apps.blog.services.web: docker/blog/compose.yaml deploys no service "web": its services are api.',
            "slipway:apps.blog.allow: is missing: api is published on port 8080 without a domain, so the stack must say who may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]",
            "slipway:apps.blog.services.api: asks for 300 CPU units, which Fargate does not have: use one of 256, 512, 1024, 2048, 4096, 8192, 16384.",
            "docker/shop/compose.yaml: services.api.privileged: cannot run on ecs-fargate: Fargate runs no privileged container: take it out, or use ec2-compose.",
            "slipway:apps.shop.allow: is missing: api is published on port 8080 without a domain, so the stack must say who may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]",
        ],
    },
];
