import { ACTIONS, listServices } from "../../../provider/drivers/app-runner/client";
import { INSTEAD_OF_APP_RUNNER, isClosed } from "../../../provider/resources/app-runner-name";
import { ok, warning, wrong, type Check } from "../check";
import { accessOf } from "./access";
import { asked, AWS_LIMIT_MS } from "./asked";

/** Whether App Runner, closed to new customers, is open to this account. AWS documents no other way to know than to ask something. */
export const appRunner: Check = {
    name: "App Runner",
    limitMs: AWS_LIMIT_MS + 1_000,
    concerns: ({ stack, variables }) =>
        stack !== undefined &&
        Object.values(stack.apps).some(({ target }) => target === "app-runner") &&
        accessOf(stack, variables).region !== undefined,
    find: ({ stack, variables }, signal) => {
        const { region = "", ...rest } = accessOf(stack!, variables);
        const access = { region, ...rest };
        const question = { service: "App Runner", operation: "ListServices", actions: ACTIONS };
        return asked(
            access,
            question,
            async () => {
                try {
                    const services = await listServices(access, signal);
                    return ok(`open to this account in ${region}, ${services.length} services`);
                } catch (error) {
                    if (!(error instanceof Error) || !isClosed(error)) throw error;
                    return wrong(
                        `closed to this account in ${region} (${error.name}: ${error.message})`,
                        INSTEAD_OF_APP_RUNNER,
                    );
                }
            },
            warning,
        );
    },
};
