/** One thing that is wrong, or that the user should know, at one place. */
export interface Issue {
    /** Where, in the words of the file it is in: `services.web.ports[0]`, `slipway:apps.web.target`. */
    readonly path: string;
    /** What is wrong, the value given, what to do. Never a secret value. */
    readonly message: string;
    readonly severity: "error" | "warning";
    /** The variable that the stack does not give, where that is what is wrong. */
    readonly variable?: string;
}

export function error(path: string, message: string): Issue {
    return { path, message, severity: "error" };
}

/** The stack would have to give a variable. */
export function notGiven(path: string, variable: string, message: string): Issue {
    return { ...error(path, message), variable };
}

export function warning(path: string, message: string): Issue {
    return { path, message, severity: "warning" };
}

export function hasErrors(issues: readonly Issue[]): boolean {
    return issues.some((issue) => issue.severity === "error");
}

/** One line an issue, `path: message`; more lines of a message are indented under it. */
export function formatIssues(issues: readonly Issue[]): string {
    return issues.map((issue) => `${issue.path}: ${issue.message.replaceAll("\n", "\n    ")}`).join("\n");
}
