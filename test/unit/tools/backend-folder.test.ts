import { homedir } from "node:os";
import { join } from "node:path";
import { backendFolder } from "../../../tools/backend-folder";

test.each([
    ["file:///srv/state", "/srv/state"],
    ["file:///srv/my%20state?no_tmp_dir=true", "/srv/my state"],
    ["file://~", homedir()],
    ["file://~/state", join(homedir(), "state")],
    ["file://.", "/project"],
    ["file://./state", "/project/state"],
    ["file://state", "/project/state"],
    ["s3://bucket", undefined],
    ["https://app.pulumi.com/me", undefined],
])("%s", (url, folder) => {
    expect(backendFolder(url, "/project")).toBe(folder);
});
