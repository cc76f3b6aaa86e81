// Many windows at once, for the tests of docker/sovd: WebSockets that all listen, and commands that are sent meanwhile.
// Node before 22 has WebSocket only with --experimental-websocket, which the test runner does not have: hence a process.
const {
    url,
    token,
    windows,
    commands,
    atOnce,
    pauseMs = 0,
    untilStdinEnds = false,
} = JSON.parse(process.argv[2] ?? "{}");
const seen = new Map(); // command → window → when it was completed there
const sent = new Map(); // command → when it was sent
let reconnects = 0;
let longestAway = 0;
let goingOn = untilStdinEnds;
process.stdin.on("end", () => (goingOn = false)).resume();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const connect = (window, away = performance.now()) =>
    new Promise((ready) => {
        const socket = new WebSocket(`${url.replace("http", "ws")}/ws/events`);
        socket.onopen = () => socket.send(JSON.stringify({ token }));
        socket.onmessage = ({ data }) => {
            const message = JSON.parse(data);
            if (message.type === "snapshot") {
                longestAway = Math.max(longestAway, performance.now() - away);
                ready();
            }
            for (const command of message.commands ?? (message.command ? [message.command] : [])) {
                if (command.status !== "completed") continue;
                const windowsOf = seen.get(command.id) ?? new Map();
                if (!windowsOf.has(window)) windowsOf.set(window, performance.now());
                seen.set(command.id, windowsOf);
            }
        };
        socket.onclose = () => {
            reconnects += 1;
            const since = performance.now();
            setTimeout(() => connect(window, since).then(ready), 100);
        };
    });

const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
const accepted = [];
async function send() {
    const begun = performance.now();
    const body = JSON.stringify({ name: "read_identification" });
    const answer = await fetch(`${url}/api/v1/vehicles/3/commands`, { method: "POST", headers, body });
    if (answer.status !== 202) throw new Error(`a command was answered with ${answer.status}: ${await answer.text()}`);
    const { id } = await answer.json();
    sent.set(id, begun);
    accepted.push(performance.now() - begun);
}

const quantile = (values, share) =>
    Math.round(values.sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN);

await Promise.all(Array.from({ length: windows }, (_, window) => connect(window)));
const begun = performance.now();
let left = commands;
await Promise.all(
    Array.from({ length: atOnce }, async () => {
        while (left-- > 0 || goingOn) {
            await send();
            await wait(pauseMs);
        }
    }),
);
const lastSent = performance.now();
const all = () => [...sent.keys()].every((id) => (seen.get(id)?.size ?? 0) === windows);
while (!all() && performance.now() - lastSent < 60_000) await wait(20);
const seconds = (performance.now() - begun) / 1000;
const delays = [...sent].flatMap(([id, at]) => [...(seen.get(id)?.values() ?? [])].map((when) => when - at));
console.log(
    JSON.stringify({
        complete: all(),
        reconnects,
        longestAway: Math.round(longestAway),
        missed: [...sent.keys()].flatMap((id, index) =>
            Array.from({ length: windows }, (_, window) => window)
                .filter((window) => !seen.get(id)?.has(window))
                .map((window) => `command ${index + 1} in window ${window}`),
        ),
        seconds,
        sent: sent.size,
        delivered: delays.length,
        acceptedP50: quantile(accepted, 0.5),
        acceptedP95: quantile(accepted, 0.95),
        liveP50: quantile(delays, 0.5),
        liveP95: quantile(delays, 0.95),
    }),
);
process.exit(0);
