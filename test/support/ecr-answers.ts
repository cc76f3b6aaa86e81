import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What was asked of the stand-in: the operation, such as `DescribeImages`, and its input. */
export interface Question {
    readonly operation: string;
    readonly input: unknown;
}

export interface EcrAnswers {
    /** In the order in which they came, since `begin`. */
    readonly asked: Question[];
    /** Forgets what was asked, and has these answers for what comes next; after the last one, errors. */
    readonly begin: (answers: readonly (readonly [status: number, answer: object])[]) => void;
}

/**
 * STAND-IN for ECR's API that gives prepared answers, in order, while the tests of a file run; each begins without any. The environment leads
 * the AWS SDK to it.
 */
export function ecrAnswers(): EcrAnswers {
    const own = { ...process.env };
    const asked: Question[] = [];
    let left: (readonly [status: number, answer: object])[] = [];
    const begin: EcrAnswers["begin"] = (answers) => {
        asked.length = 0;
        left = [...answers];
    };
    const api = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
            const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
            asked.push({ operation, input: JSON.parse(body) as unknown });
            const [status, answer] = left.shift() ?? [500, {}];
            response.writeHead(status).end(JSON.stringify(answer));
        });
    });

    beforeAll(async () => {
        await new Promise<void>((done) => api.listen(0, "127.0.0.1", done));
        process.env.AWS_ENDPOINT_URL_ECR = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
        process.env.AWS_ACCESS_KEY_ID = "stand-in";
        process.env.AWS_SECRET_ACCESS_KEY = "stand-in";
    });
    beforeEach(() => begin([]));
    afterAll(() => {
        process.env = own;
        api.close();
        api.closeAllConnections();
    });
    return { asked, begin };
}
