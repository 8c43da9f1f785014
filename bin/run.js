#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import {setFlagsFromString} from 'node:v8';
import {engineFlags} from './engine-flags.js';

for (const flag of engineFlags(process.versions.v8)) setFlagsFromString(flag);
const {runProcess} = await import('../dist/cli/program.js');
await runProcess(process.argv.slice(2));
