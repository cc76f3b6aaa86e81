import { memorySizes, sizeProblem, smallestSize, type Size } from "../../../compose/targets/aws/sizes";
import { FARGATE_SIZES } from "../../../compose/targets/ecs-fargate/fargate-size";

const smallestFargateSize = (wanted: Partial<Size>) => smallestSize(FARGATE_SIZES, wanted);
const fargateSizeProblem = (size: Size) => sizeProblem(FARGATE_SIZES, size);

test.each([
    [{}, { cpu: 256, memoryMiB: 512 }],
    [{ cpu: 103 }, { cpu: 256, memoryMiB: 512 }],
    [{ memoryMiB: 1500 }, { cpu: 256, memoryMiB: 2048 }],
    [{ memoryMiB: 3000 }, { cpu: 512, memoryMiB: 3072 }],
    [
        { cpu: 512, memoryMiB: 512 },
        { cpu: 512, memoryMiB: 1024 },
    ],
    [{ cpu: 3000 }, { cpu: 4096, memoryMiB: 8192 }],
    [{ memoryMiB: 122_880 }, { cpu: 16_384, memoryMiB: 122_880 }],
])("%j fits into %j", (wanted, size) => {
    expect(smallestFargateSize(wanted)).toEqual(size);
});

test("what is too large for Fargate is told", () => {
    expect(smallestFargateSize({ cpu: 20_000, memoryMiB: 512 })).toBe(
        "asks for 20000 CPU units and 512 MiB, but the largest size of Fargate is 16384 CPU units with 122880 MiB: ask for less.",
    );
});

test("every offer is in itself a valid size, and the smallest for itself", () => {
    for (const cpu of [256, 512, 1024, 2048, 4096, 8192, 16_384]) {
        for (const memoryMiB of memorySizes(FARGATE_SIZES, cpu)) {
            expect(fargateSizeProblem({ cpu, memoryMiB })).toBeUndefined();
            expect(smallestFargateSize({ cpu, memoryMiB })).toEqual({ cpu, memoryMiB });
        }
    }
});

test.each([
    [
        { cpu: 300, memoryMiB: 512 },
        "asks for 300 CPU units, which Fargate does not have: use one of 256, 512, 1024, 2048, 4096, 8192, 16384.",
    ],
    [
        { cpu: 256, memoryMiB: 4096 },
        "asks for 4096 MiB with 256 CPU units, which Fargate does not have: use 512, 1024, 2048 MiB.",
    ],
    [
        { cpu: 256, memoryMiB: 1536 },
        "asks for 1536 MiB with 256 CPU units, which Fargate does not have: use 512, 1024, 2048 MiB.",
    ],
    [
        { cpu: 4096, memoryMiB: 512 },
        "asks for 512 MiB with 4096 CPU units, which Fargate does not have: use 8192, 9216, … 30720 MiB.",
    ],
])("%j is refused", (size, message) => {
    expect(fargateSizeProblem(size)).toBe(message);
});
