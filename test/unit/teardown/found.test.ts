/** What `slipway sweep` makes of an ARN that carries a stack's tag. */
import { foundBy } from "../../../components/teardown/found";

const at = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;

test.each([
    [at("ecr", "repository/shop-prod/web"), "images", "shop-prod/web", "repository", false],
    [at("secretsmanager", "secret:web-AbCdEf"), "secret", at("secretsmanager", "secret:web-AbCdEf"), "secret", false],
    [at("rds", "snapshot:db-final"), "database snapshot", "db-final", undefined, false],
    [at("elasticache", "snapshot:cache-final"), "cache snapshot", "cache-final", undefined, false],
    [at("ec2", "snapshot/snap-1"), "snapshot of a data disk", "snap-1", undefined, false],
    [at("ec2", "volume/vol-1"), "data disk of a host", "vol-1", undefined, false],
    [at("elasticfilesystem", "file-system/fs-1"), "files (EFS)", "fs-1", undefined, false],
    [at("elasticfilesystem", "access-point/fsap-1"), "access point of files", "fsap-1", undefined, false],
    [at("backup", "recovery-point:1b"), "backup of files", at("backup", "recovery-point:1b"), undefined, false],
    [at("rds", "db:shop-prod-db"), "database", "shop-prod-db", undefined, true],
    [at("elasticache", "replicationgroup:shop"), "cache", "shop", undefined, true],
    [at("logs", "log-group:/slipway/shop/prod/shared"), "log group", "/slipway/shop/prod/shared", undefined, true],
    [at("apprunner", "service/web-1/2"), "App Runner service", "web-1/2", undefined, true],
    [at("mq", "broker:b"), "not known to Slipway", at("mq", "broker:b"), undefined, false],
])("%s", (arn, ...told) => {
    const found = foundBy(arn);
    expect([found.kind, found.id, found.erase, found.alive === true]).toEqual(told);
});
