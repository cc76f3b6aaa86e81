import * as pulumi from "@pulumi/pulumi";

/** The program cannot go on, and the user can mend it: printed as it is, without a stack trace. */
export class Refusal extends pulumi.RunError {
    /** Pulumi inspects an uncaught error; without this it walks through everything that the program has loaded: a minute, 2.6 GB. */
    [Symbol.for("nodejs.util.inspect.custom")](): string {
        return this.message;
    }
}
