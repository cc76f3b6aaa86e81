import * as pulumi from "@pulumi/pulumi";
import { printReports } from "../../../config";

const report = {
    app: "shop",
    target: "ecs-fargate",
    text: "shop on ecs-fargate:\n  ignored: api.restart: why",
    summary: "1 key is ignored",
};

test.each([
    [true, report.text],
    [false, "shop on ecs-fargate: 1 key is ignored; `pulumi preview` tells which"],
])("a report is one message, whole in a preview and a line in an update (preview: %s)", (preview, message) => {
    const dryRun = jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(preview);
    const info = jest.spyOn(pulumi.log, "info").mockResolvedValue();
    printReports([report]);
    expect(info.mock.calls).toEqual([[message]]);
    dryRun.mockRestore();
    info.mockRestore();
});
