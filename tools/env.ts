import { DEFAULT_APP, localStack } from "./apps";
import { exportLines } from "./environment";
import { main } from "./main";
import { prepare } from "./prepare";

/** `eval "$(npm run --silent env)"`: what `npm start` sets up, for using plain `pulumi` by hand; `-- dev` for another stack. */
main(async () => {
    const stack = process.argv[2] ?? localStack(DEFAULT_APP);
    const { variables, toolchain } = await prepare(stack);
    console.log(exportLines(variables, toolchain));
    return 0;
});
