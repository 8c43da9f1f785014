#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import {runProcess} from '../dist/cli/program.js';

await runProcess(process.argv.slice(2));
