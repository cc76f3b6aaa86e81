#!/usr/bin/env node
// The TypeScript is transpiled as it loads, as the provider's is: there is no build output that could go stale.
"use strict";
require("tsx/cjs");
require("../cli/main.ts").main();
