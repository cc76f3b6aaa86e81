import { readFileSync } from "node:fs";
import { join } from "node:path";

const repository = join(__dirname, "../../..");

test("docs/fargate-service.md shows the example program as it is", () => {
    const page = readFileSync(join(repository, "docs/fargate-service.md"), "utf8");
    const program = readFileSync(join(repository, "examples/fargate-service/index.ts"), "utf8");
    expect(page).toContain(`\`\`\`ts\n${program}\`\`\``);
});
