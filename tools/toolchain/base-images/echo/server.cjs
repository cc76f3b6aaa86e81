// STAND-IN: the part of the upstream image's behaviour that Compose files rely on. No HTTPS, no JWT, no cookies.
const { createServer } = require("node:http");
const { hostname } = require("node:os");

const { HTTP_PORT = "8080", LOG_IGNORE_PATH } = process.env;

const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const { pathname: path, searchParams } = new URL(request.url, "http://echo");
    const { method, headers, socket } = request;
    const told = { path, headers, method, body, query: Object.fromEntries(searchParams), ip: socket.remoteAddress };
    const text = JSON.stringify({ ...told, protocol: "http", os: { hostname: hostname() } }, null, 2);
    response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" }).end(text);
    if (!LOG_IGNORE_PATH || !new RegExp(LOG_IGNORE_PATH).test(path)) console.log(text);
});

server.listen(Number(HTTP_PORT), () => console.log(`stand-in of http-https-echo: listening on port ${HTTP_PORT}`));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.close(() => process.exit(0)));
