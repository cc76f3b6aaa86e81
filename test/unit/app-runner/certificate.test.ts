/** The wait for a domain's certificate, against a STAND-IN for App Runner's API: how long, what it says, and how it ends. */
import type { Call } from "../../../provider/engine/resource";
import { AppRunnerCertificateResource } from "../../../provider/resources/app-runner-certificate";
import { associateDomain } from "../../support/aws-stand-in/app-runner-domain";
import { createService } from "../../support/aws-stand-in/app-runner-service";
import { InProcess } from "../../support/aws-stand-in/in-process";

const resource = new AppRunnerCertificateResource([10, 20]);
const DOMAIN = "shop.example.com";
const PROOF = "_a.shop.example.com.";
const URN = "urn:pulumi:dev::shop::slipway:components:AppRunnerDomain$slipway:index:AppRunnerCertificate::shop-web";
let aws: InProcess;
let said: string[];
let news: { service: string; domain: string; region: string; deadlineSeconds: number };
const call = (signal = new AbortController().signal): Call => ({
    urn: URN,
    say: (line) => void said.push(line),
    signal,
});

beforeAll(async () => {
    aws = await new InProcess().start();
});
beforeEach(() => {
    aws.faults({});
    said = [];
    const service = createService("shop-web", {});
    aws.state.stored.appRunner[service.arn] = service;
    aws.state.stored.there = {};
    const made = { certificateValidationRecords: [{ name: PROOF }] };
    associateDomain({ serviceArn: service.arn, domainName: DOMAIN }, made, aws.state);
    news = { service: service.arn, domain: DOMAIN, region: "eu-central-1", deadlineSeconds: 60 };
});
afterAll(() => aws.stop());

/** The proof stands in DNS from now on. */
const prove = () => {
    aws.state.stored.there = { [`aws:route53/record:Record::Z1_${PROOF}_CNAME`]: { id: "proof" } };
};

test("it is made when App Runner serves the domain, and says once what it waits for", async () => {
    const made = resource.create(news, false, call());
    while (said.length === 0) await new Promise((done) => setTimeout(done, 5));
    prove();
    expect(await made).toEqual({ id: DOMAIN, outputs: news });
    expect(said).toEqual([
        "shop.example.com: waiting for App Runner's certificate (PENDING_CERTIFICATE_DNS_VALIDATION); the name leads here after it",
    ]);
    // One that serves is not waited for again.
    said = [];
    await resource.update({ id: DOMAIN, inputs: news, outputs: news }, { ...news, deadlineSeconds: 30 }, false, call());
    expect(said).toEqual([]);
});

test("a preview asks nothing", async () => {
    const before = aws.asked().length;
    expect(await resource.create(news, true, call())).toEqual({ id: "", outputs: news });
    expect(aws.asked().length).toBe(before);
});

test("a certificate that cannot be made: why, and how App Runner is asked anew", async () => {
    aws.faults({ domainFails: true });
    prove();
    await expect(resource.create(news, false, call())).rejects.toMatchObject({
        message:
            "shop.example.com: App Runner made no certificate for it (CREATE_FAILED). The name leads where it led before",
        details: [
            "the usual cause: CAA records of the domain, none of which names amazon.com",
            "mended? `pulumi up --replace 'urn:pulumi:dev::shop::slipway:components:AppRunnerDomain" +
                "$aws:apprunner/customDomainAssociation:CustomDomainAssociation::shop-web'` asks App Runner anew",
        ],
    });
});

test("one that nobody proves: what is missing in DNS, and that the next update waits again", async () => {
    await expect(resource.create({ ...news, deadlineSeconds: 0.1 }, false, call())).rejects.toMatchObject({
        message:
            "shop.example.com: App Runner has no certificate for it after 0.1 s (PENDING_CERTIFICATE_DNS_VALIDATION). The name leads where " +
            'it led before; the next "pulumi up" waits again. AWS speaks of minutes, and of up to two days',
        details: ["proofs that App Runner looks for in DNS:", "  _a.shop.example.com.: PENDING_VALIDATION"],
    });
});

test("cancelled while it waits: what goes on without it", async () => {
    const cancelled = new AbortController();
    const made = resource.create(news, false, call(cancelled.signal));
    const outcome = expect(made).rejects.toThrow(
        'shop.example.com: cancelled. App Runner goes on with the certificate; the next "pulumi up" waits for it again.',
    );
    while (said.length === 0) await new Promise((done) => setTimeout(done, 5));
    cancelled.abort();
    await outcome;
});
