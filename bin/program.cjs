// The program of a project that `slipway init` has made.
"use strict";
require("./typescript.cjs");
module.exports = require("../index.ts");
