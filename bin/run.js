#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import {setFlagsFromString} from 'node:v8';

// Most runs end before optimised code would pay for itself: docs/decisions/002-start-up.md.
const {runProcess} = await import('../dist/cli/program.js');
await runProcess(process.argv.slice(2));
