// From here on TypeScript loads as it is: tsx transpiles each file. There is no build output that could go stale.
"use strict";
const Module = require("node:module");
const { sep } = require("node:path");

const asNodeDoes = Module._extensions[".js"];
require("tsx/cjs");
const withTsx = Module._extensions[".js"];

// What npm has installed is JavaScript already. tsx reads it through all the same: a third of the time that our provider needs to start.
const installed = `${sep}node_modules${sep}`;
Module._extensions[".js"] = (module, file) => (file.includes(installed) ? asNodeDoes : withTsx)(module, file);
