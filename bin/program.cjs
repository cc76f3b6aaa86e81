// The program of a project that `slipway init` has made: index.ts, transpiled as it loads.
"use strict";
require("tsx/cjs");
module.exports = require("../index.ts");
