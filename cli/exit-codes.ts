/** How the command ends: the one table, shown by `slipway --help` and in docs/command.md. */
export const EXIT_CODES = {
    done: { code: 0, means: "what was asked is done, and all is well" },
    failed: { code: 1, means: "what was asked failed, or a check found something wrong" },
    usage: { code: 2, means: "the command line is wrong" },
    configuration: { code: 78, means: "the project, its stack or its Compose file is wrong or not there" },
    interrupted: { code: 130, means: "ended by Ctrl-C" },
} as const;

export type Ending = keyof typeof EXIT_CODES;
