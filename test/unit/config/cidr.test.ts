import { cidr } from "../../../config/cidr";

const told = (value: unknown) => cidr.safeParse(value).error?.issues.map(({ message }) => message);

test.each(["203.0.113.7/32", "203.0.113.0/24", "0.0.0.0/0", "128.0.0.0/1", "2001:db8::/32", "2001:DB8::7/128", "::/0"])(
    "%s is a block",
    (value) => {
        expect(cidr.parse(value)).toBe(value);
    },
);

test.each([
    ...["203.0.113.7", "300.0.0.0/8", "203.0.113/24", "010.0.0.0/8", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/", "/8"],
    ...[
        "::::/12",
        "2001:db8::/129",
        "2001:db8::1::/64",
        "1:2:3/48",
        "fe80::1%eth0/128",
        "::ffff:192.0.2.1/128",
        "::",
        "",
    ],
])("%j is none", (value) => {
    expect(told(value)).toEqual(["a CIDR block such as 203.0.113.7/32"]);
});

test.each([
    ["203.0.113.7/24", "203.0.113.0/24 for the whole block, or 203.0.113.7/32 for the one address"],
    ["10.255.255.255/9", "10.128.0.0/9 for the whole block, or 10.255.255.255/32 for the one address"],
    ["192.0.2.1/0", "0.0.0.0/0 for the whole block, or 192.0.2.1/32 for the one address"],
    ["2001:db8::7/32", "2001:db8::/32 for the whole block, or 2001:db8::7/128 for the one address"],
    ["2001:db8:0:ff::1:0/63", "2001:db8:0:fe::/63 for the whole block, or 2001:db8:0:ff::1:0/128 for the one address"],
    ["1:2:3:4:5:6:7:8/112", "1:2:3:4:5:6:7:0/112 for the whole block, or 1:2:3:4:5:6:7:8/128 for the one address"],
    ["::1/0", "::/0 for the whole block, or ::1/128 for the one address"],
])("%s has bits that AWS refuses: both ways out are told", (value, says) => {
    expect(told(value)).toEqual([says]);
});
