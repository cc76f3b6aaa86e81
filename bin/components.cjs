// The components for a program of another project: components/index.ts, transpiled as it loads.
"use strict";
require("tsx/cjs");
module.exports = require("../components/index.ts");
