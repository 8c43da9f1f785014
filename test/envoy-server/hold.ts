// SPDX-License-Identifier: Apache-2.0
// Starts an Envoy, says where it is and waits for its own end, which a test makes sudden.
import {startEnvoy} from './envoy.js';

const envoy = await startEnvoy({});
console.log(String(envoy.admin));
setInterval(() => {}, 1000);
