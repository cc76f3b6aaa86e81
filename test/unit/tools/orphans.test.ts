import { asOrphan } from "../../../tools/orphans";

const CMDLINE = "/cache/pulumi-resource-docker-build\x00127.0.0.1:45589\0";
const STATUS = "Name:\tpulumi-resource\nPPid:\t1\nUid:\t1000\t1000\t1000\t1000\n";

it("knows a provider that lost its parent", () => {
    expect(asOrphan(7, CMDLINE, STATUS, 1000)).toEqual({
        pid: 7,
        name: "pulumi-resource-docker-build",
        enginePort: 45589,
    });
});

it.each([
    ["a provider with a parent", CMDLINE, STATUS.replace("PPid:\t1", "PPid:\t12")],
    ["somebody else's provider", CMDLINE, STATUS.replace("1000", "0")],
    ["another program", "/usr/bin/dockerd\x00127.0.0.1:45589\0", STATUS],
    ["a provider that was started by hand", "/cache/pulumi-resource-docker-build\0--help\0", STATUS],
    ["a kernel thread", "", STATUS],
])("leaves %s alone", (_, cmdline, status) => expect(asOrphan(7, cmdline, status, 1000)).toBeUndefined());
