import { ok, type Check } from "./check";

/** What the stack says about its apps; the rest of its settings `pulumi preview` looks at. */
export const settings: Check = {
    name: "apps",
    concerns: ({ stack }) => stack !== undefined,
    find: ({ stack }) => {
        const { problems = [], apps = {}, name } = stack ?? {};
        if (problems.length > 0) {
            return Promise.resolve(
                problems.map(({ path, message }) => ({ result: "wrong", what: `${path}: ${message}` })),
            );
        }
        const each = Object.entries(apps).map(([app, { target }]) => `${app} on ${target}`);
        return Promise.resolve(ok(`${each.join(", ")} (stack ${name})`));
    },
};
