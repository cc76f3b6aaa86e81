import { redactor } from "../../../provider/core/redact";

const canary = 'ca$nary" @%\nsecond-line';

describe("redactor", () => {
    const redact = redactor([canary]);

    test.each([
        ["raw", canary],
        ["JSON", JSON.stringify({ value: canary })],
        ["URL", `https://x/?q=${encodeURIComponent(canary)}`],
        ["form", new URLSearchParams({ q: canary }).toString()],
        ["base64", Buffer.from(canary).toString("base64")],
        ["base64 inside a longer text, offset 1", Buffer.from(`u${canary}`).toString("base64")],
        ["base64 inside a longer text, offset 2", Buffer.from(`us${canary}`).toString("base64")],
        ["base64url", Buffer.from(canary).toString("base64url")],
        ["hexadecimal", Buffer.from(canary).toString("hex")],
        ["its second line alone, as logs split it", "log: second-line"],
    ])("takes out the value in its form: %s", (_form, text) => {
        const clean = redact(text);
        expect(clean).toContain("[secret]");
        for (const part of ["ca$nary", "second-line", "nary%22", Buffer.from(canary).toString("base64").slice(4, 20)]) {
            expect(clean).not.toContain(part);
        }
    });

    test("leaves other text alone", () => {
        expect(redact("nothing to see")).toBe("nothing to see");
        expect(redactor([])("x")).toBe("x");
        expect(redactor([""])("x")).toBe("x");
    });

    test("masks the longer of two secrets that overlap", () => {
        expect(redactor(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("[secret] [secret]");
    });

    test("masks a short value only where it stands alone", () => {
        expect(redactor(["on"])("turned on, one")).toBe("turned [secret], one");
    });

    test("treats regular expression characters as text", () => {
        expect(redactor(["a.*b("])("a.*b( axxb(")).toBe("[secret] axxb(");
    });
});
