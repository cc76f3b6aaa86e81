#!/usr/bin/env node
"use strict";
require("./typescript.cjs");
require("../cli/main.ts").main();
