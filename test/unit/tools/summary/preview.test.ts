import { parsePreview } from "../../../../tools/summary/preview";
import { step } from "./steps";

test("lines before the document do no harm, and errors are found", () => {
    const text = `npm warn x\n${JSON.stringify(
        {
            steps: [step("a:b:C", "d")],
            diagnostics: [
                { severity: "error", message: "bad\n" },
                { severity: "info", message: "x" },
            ],
        },
        null,
        1,
    )}\n`;
    const { steps, errors } = parsePreview(text);
    expect([steps.length, errors]).toEqual([1, ["bad"]]);
});

test.each([
    ["", "it is empty"],
    ["Previewing update (dev)", 'it begins with "Previewing update (dev)"'],
    ["{\n", /Expected property name|end of JSON|Unexpected end/],
    ['{\n"steps": 1}', /expected array/],
])("what is no preview is refused with what to do: %j", (text, why) => {
    expect(() => parsePreview(text)).toThrow(why);
    expect(() => parsePreview(text)).toThrow("`npm run summary -- preview.json`");
});
