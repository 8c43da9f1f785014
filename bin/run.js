#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import {setFlagsFromString} from 'node:v8';

// Most runs end before optimised code would pay for itself: docs/decisions/002-start-up.md.
setFlagsFromString('--interrupt-budget=1500000');
const {runProcess} = await import('../dist/cli/program.js');
await runProcess(process.argv.slice(2));
