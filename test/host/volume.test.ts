import { execFileSync, spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { docker } from "../support/docker-sync";
import { prepared } from "../support/host-stand-in/emulated-host";

const NAME = "slipway-volume";
const IMAGE = "/root/data.img";
const DATA = "/var/lib/slipway";
const GROW = `import pathlib
from slipway_host import command, disk
print(disk.grow(command.Runner(pathlib.Path("/root/grow.log"))))
`;

describe("the data volume: the host's own scripts on a loop device (STAND-IN of an EBS volume)", () => {
    const run = (script: string): string =>
        execFileSync("docker", ["exec", NAME, "bash", "-c", script], { encoding: "utf8", stdio: "pipe" });
    const attach = (size: string): string =>
        run(`truncate --size ${size} ${IMAGE} && ln -sfn $(losetup --find --show ${IMAGE}) /dev/data`);
    const enlarge = (size: string): string =>
        run(`truncate --size ${size} ${IMAGE} && losetup --set-capacity $(readlink /dev/data)`);
    /** As at a boot, but for the wait for a volume that is attached late. */
    const mount = (): { code: number | null; said: string } => {
        const script = ["exec", "--env", "DATA_DEVICE=/dev/data", NAME, "bash", "/root/host/bootstrap/mount-data.sh"];
        const { status, stdout, stderr } = spawnSync("docker", script, { encoding: "utf8" });
        return { code: status, said: `${stdout}${stderr}` };
    };
    const sizeMiB = (): number => Number(run(`df --output=size --block-size=1M ${DATA} | tail -n 1`));
    const write = (): string => run(`head -c 5000000 /dev/urandom > ${DATA}/apps/notes && sync && ${SUM}`);
    const SUM = `sha256sum < ${DATA}/apps/notes`;
    /** Some machines withhold from all their containers what enlarging a file system in use takes. */
    let mayGrow: boolean;

    beforeAll(() => {
        docker("rm", "--force", NAME);
        docker(
            ...["run", "--detach", "--privileged", "--network", "none", "--name", NAME],
            ...[prepared("SLIPWAY_HOST_IMAGE"), "sleep", "infinity"],
        );
        docker("cp", "--quiet", resolve(__dirname, "..", "..", "host"), `${NAME}:/root/host`);
        const [, capabilities = ""] = /^CapEff:\s*(\w+)$/m.exec(run("cat /proc/self/status")) ?? [];
        mayGrow = ((BigInt(`0x${capabilities}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
    });

    afterEach(() => {
        run(`if mountpoint --quiet ${DATA}; then umount ${DATA}; fi; losetup --detach $(readlink /dev/data)`);
        run(`rm /dev/data ${IMAGE}`);
    });

    afterAll(() => docker("rm", "--force", "--volumes", NAME));

    test("an empty one gets a file system; at the next boot it is mounted with what it holds", () => {
        attach("64M");
        expect(mount()).toMatchObject({ code: 0, said: expect.stringContaining("is empty, making a file") as string });
        expect(run("blkid --output value --match-tag LABEL --probe /dev/data").trim()).toBe("slipway-data");
        expect(run(`stat --format '%a %n' ${DATA}/*`)).toBe(
            [`700 ${DATA}/apps`, `755 ${DATA}/docker`, `700 ${DATA}/lost+found`, `700 ${DATA}/proxy`, ""].join("\n"),
        );
        const sum = write();
        run(`umount ${DATA}`);
        expect(mount()).toMatchObject({ code: 0, said: expect.not.stringContaining("making") as string });
        expect(run(SUM)).toBe(sum);
    });

    test("one that another program made a file system on is mounted as it is", () => {
        attach("64M");
        run("mkfs.ext4 -q -L other /dev/data && mount /dev/data /mnt && touch /mnt/kept && umount /mnt");
        expect(mount()).toMatchObject({ code: 0, said: expect.not.stringContaining("making") as string });
        expect(run(`ls ${DATA}`).split("\n")).toContain("kept");
    });

    test("one that holds what is no file system is refused, and not written to", () => {
        attach("64M");
        // Beyond what programs that know file systems look at first.
        run("dd if=/dev/urandom of=/dev/data bs=1M seek=8 count=2 conv=fsync status=none");
        const sum = run(`sha256sum < ${IMAGE}`);
        expect(mount()).toEqual({
            code: 1,
            said: "slipway: /dev/data holds something that is no file system; it is neither formatted nor mounted\n",
        });
        expect(run(`sha256sum < ${IMAGE}`)).toBe(sum);
    });

    test("one that cannot be read is refused, and not written to", () => {
        attach("64M");
        run(`truncate --size 0 ${IMAGE}`); // each read of the device is now an I/O error
        expect(run("blkid --probe /dev/data || echo $?")).toBe("2\n"); // as of an empty one
        const { code, said } = mount();
        expect({ code, said: said.split("\n").slice(-2) }).toEqual({
            code: 1,
            said: ["slipway: /dev/data cannot be read; it is neither formatted nor mounted", ""],
        });
        expect(run(`stat --format %s ${IMAGE}`)).toBe("0\n");
    });

    test("one that was enlarged: the file system follows at a release, in use, and at a boot; where the kernel lets nobody, it is said", () => {
        attach("64M");
        mount();
        const [sum, small] = [write(), sizeMiB()];
        enlarge("256M");
        const told = run(`cd /root/host && python3 -c '${GROW}'`).trim();
        const grown = sizeMiB();
        run(`umount ${DATA}`);
        enlarge("512M");
        const { code, said } = mount();
        console.log(`${mayGrow ? "may" : "may not"} grow: ${small}, ${grown}, ${sizeMiB()} MiB; checksum ${sum}`);
        expect(code).toBe(0);
        expect(run(SUM)).toBe(sum);
        if (mayGrow) {
            expect([grown > 200, told]).toEqual([true, "[]"]);
            expect(sizeMiB()).toBeGreaterThan(400);
        } else {
            expect([grown, sizeMiB()]).toEqual([small, small]);
            expect(told).toMatch(
                /^\['the file system does not fill the data volume: .*Permission denied to resize filesystem; the next/,
            );
            expect(said).toContain("slipway: the file system does not fill its volume");
        }
        run(`umount ${DATA}`);
        expect(run("e2fsck -f -n /dev/data 2>&1; echo $?").trim()).toMatch(/\n0$/);
    });
});

const CAP_SYS_RESOURCE = 24n;
