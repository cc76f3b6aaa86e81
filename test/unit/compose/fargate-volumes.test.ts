import type { VolumeConfig } from "../../../compose/types";
import { planned, projectOf, type Given } from "./fargate-project";
import type { SettingsOf } from "./load-case";

const mount = (more: object = {}) => ({
    type: "volume" as const,
    source: "data",
    target: "/data",
    readOnly: false,
    ...more,
});
const plain: VolumeConfig = { driverOpts: {}, external: false };

function withVolumes(
    services: Readonly<Record<string, Given>>,
    { volume = plain, settings = {} }: { volume?: VolumeConfig; settings?: SettingsOf } = {},
) {
    return planned(projectOf(services, { volumes: { data: volume } }), settings);
}

const KEPT =
    "warning compose.yaml: services.db.volumes: keeps data in data (EFS, backed up each day): one copy, on no Spot machine, and stopped " +
    "before its next version starts, so each release costs the time that it takes to stop and to start. The volume starts " +
    "empty, whatever the image has there, and outlives `pulumi destroy`.";

test("a named volume is kept in EFS and belongs to the user who writes to it; what that costs is told", () => {
    const { plan, told } = withVolumes({ db: { user: "999:998", volumes: [mount()] } });
    expect(told).toEqual([KEPT]);
    expect(plan.volumes).toEqual({ data: { owner: { uid: 999, gid: 998 } } });
    expect(plan.services["db"]?.mounts).toEqual([{ name: "data", volume: "data", path: "/data", readOnly: false }]);
});

test.each<[string, Given, object]>([
    ["root's", { user: "0" }, {}],
    ["a number without a group", { user: "999" }, { owner: { uid: 999, gid: 0 } }],
])("owner of the files: %s", (_who, service, expected) => {
    expect(withVolumes({ db: { ...service, volumes: [mount()] } }).plan.volumes).toEqual({ data: expected });
});

test("root is a user, too: an image that must begin as root says so, and is warned of", () => {
    const { told } = withVolumes({ db: { user: "0:0", volumes: [mount()] } });
    expect(told).toEqual([
        'warning compose.yaml: services.db.user: is root (0:0): name another one, such as  user: "1000:1000".',
        KEPT,
    ]);
});

test("a volume without a name needs no user: nothing in it is kept", () => {
    const { told } = withVolumes({ db: { user: undefined, volumes: [mount({ source: undefined })] } });
    expect(told.filter((line) => line.startsWith("error"))).toEqual([]);
});

test("a volume without a name is on the task's own disk: it is no state", () => {
    const { plan, told } = withVolumes(
        { db: { volumes: [mount({ source: undefined, target: "/cache" })] } },
        { settings: { services: { db: { min: 2, max: 3, spot: true } } } },
    );
    expect(told).toEqual([]);
    expect(plan.volumes).toEqual({});
    expect(plan.services["db"]).toMatchObject({
        mounts: [{ name: "unnamed-1", path: "/cache", readOnly: false }],
        scaling: { min: 2, max: 3 },
        spot: true,
    });
});

test("one service writes, another reads: both mount it, and only the writer is bound to one copy", () => {
    const { plan, told } = withVolumes(
        { db: { volumes: [mount()] }, web: { user: "5:5", volumes: [mount({ readOnly: true })] } },
        { settings: { services: { web: { min: 2 } } } },
    );
    expect(told).toEqual([KEPT]);
    expect(plan.volumes).toEqual({ data: { owner: { uid: 1000, gid: 1000 } } });
    expect(plan.services["web"]?.copies).toBe(2);
});

const BY_NUMBER =
    'whose owner EFS knows by number: give the number of the image\'s own user, such as  user: "1000:1000"  ' +
    '(root\'s, user: "0:0", where the image must begin as root).';
const WRITER = "db has a writable volume, which one task may write to at a time";

describe("refused", () => {
    test.each<[string, Parameters<typeof withVolumes>, string]>([
        [
            "a folder of this machine",
            [{ db: { volumes: [mount({ type: "bind", source: "./conf" })] } }],
            "error compose.yaml: services.db.volumes[0]: mounts ./conf at /data, but a task has no folder of this machine: put the files into the image, or use a named volume.",
        ],
        [
            "Docker's socket",
            [{ db: { volumes: [mount({ type: "bind", source: "/var/run/docker.sock" })] } }],
            "error compose.yaml: services.db.volumes[0]: mounts /var/run/docker.sock at /data, and with it a container commands all others: a task has no Docker. Leave the service out here (slipway:apps.shop.without).",
        ],
        [
            "an external volume",
            [{ db: { volumes: [mount()] } }, { volume: { ...plain, external: true } }],
            "error compose.yaml: services.db.volumes[0]: mounts data, which is kept outside (external), at /data, but a volume on ecs-fargate is made by its stack: leave `external` out and copy the data.",
        ],
        [
            "a driver's options",
            [{ db: { volumes: [mount()] } }, { volume: { ...plain, driverOpts: { type: "nfs" } } }],
            "error compose.yaml: services.db.volumes[0]: mounts data, which has a driver or options of its own, at /data, but a volume on ecs-fargate is a file system of EFS: leave them out.",
        ],
        [
            "a part of a volume",
            [{ db: { volumes: [mount({ volume: { nocopy: false, subpath: "daily" } })] } }],
            "error compose.yaml: services.db.volumes[0]: mounts daily of data at /data, but on ecs-fargate a volume is mounted as a whole: leave `subpath` out.",
        ],
        [
            "more than one copy, by the file",
            [{ db: { scale: 3, volumes: [mount()] } }],
            `error compose.yaml: services.db: asks for 3 copies, but ${WRITER}: ask for one, or keep the data in a managed service.`,
        ],
        [
            "more than one copy, by the stack",
            [{ db: { volumes: [mount()] } }, { settings: { services: { db: { min: 1, max: 4 } } } }],
            `error slipway:apps.shop.services.db: asks for 1 to 4 copies, but ${WRITER}: ask for one, or keep the data in a managed service.`,
        ],
        [
            "Spot",
            [{ db: { volumes: [mount()] } }, { settings: { services: { db: { spot: true } } } }],
            `error slipway:apps.shop.services.db.spot: is true, but ${WRITER}, and a Spot task is stopped at any time: take it out.`,
        ],
        [
            "a writer whose user nobody gives",
            [{ db: { user: undefined, volumes: [mount()] } }],
            `error compose.yaml: services.db.user: is not given, an image alone does not tell who it runs as, and db mounts data, ${BY_NUMBER}`,
        ],
        [
            "a reader whose user nobody gives",
            [{ db: { volumes: [mount()] }, web: { user: undefined, volumes: [mount({ readOnly: true })] } }],
            `error compose.yaml: services.web.user: is not given, an image alone does not tell who it runs as, and web mounts data, ${BY_NUMBER}`,
        ],
        [
            "a writer known by name only",
            [{ db: { user: "postgres", volumes: [mount()] } }],
            'error compose.yaml: services.db.user: is "postgres", but db writes to the volume data, whose owner EFS knows by number: give numbers, such as  user: "1000:1000".',
        ],
        [
            "writers that are different users",
            [{ db: { volumes: [mount()] }, web: { user: "5:5", volumes: [mount()] } }],
            "error compose.yaml: volumes.data: is written to by db and web, which run as different users (1000:1000, 5:5): give them the same `user`.",
        ],
    ])("%s", (_what, given, expected) => {
        const told = withVolumes(...given).told.filter((line) => line.startsWith("error"));
        expect(told).toEqual([expected]);
    });
});
