// One window of docker/sovd that is told nothing for a while; then a command is sent, elsewhere, and its completion waited for. Prints what it saw.
const { url, site, token, idleMs } = JSON.parse(process.argv[2] ?? "{}");
const seen = { closedAfterMs: null, silentMs: 0, completed: false };
const tell = () => {
    console.log(JSON.stringify(seen));
    process.exit(0);
};
const socket = new WebSocket(`${url.replace("http", "ws")}/ws/events`);
socket.onopen = () => socket.send(JSON.stringify({ token }));
await new Promise((live) => {
    socket.onmessage = ({ data }) => JSON.parse(data).type === "live" && live();
});
const since = performance.now();
// It may hear once more that it is live, where its worker has just found Redis: silence begins with the last message.
let heard = since;
socket.onmessage = () => (heard = performance.now());
socket.onclose = () => {
    seen.closedAfterMs = Math.round(performance.now() - since);
    tell();
};
for (let left = idleMs; left > 0; left = heard + idleMs - performance.now()) {
    if (performance.now() > since + 2 * idleMs) tell();
    await new Promise((done) => setTimeout(done, left));
}
seen.silentMs = Math.round(performance.now() - heard);
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
const body = JSON.stringify({ name: "read_identification" });
const { id } = await (await fetch(`${site}/api/v1/vehicles/2/commands`, { method: "POST", headers, body })).json();
socket.onmessage = ({ data }) => {
    const { command } = JSON.parse(data);
    if (command?.id !== id || command.status !== "completed") return;
    seen.completed = true;
    tell();
};
setTimeout(tell, 20_000);
