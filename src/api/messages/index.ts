// SPDX-License-Identifier: Apache-2.0

import {kubernetes} from './kubernetes.js';
import {mesh} from './mesh.js';
import {networking} from './networking.js';
import {messageReader} from './notation.js';
import {attachment, extensions, proxyConfig, security, telemetry} from './policy.js';

/** The message of that full name. Throws for a name that no table has. */
export const messageNamed = messageReader([
  networking,
  proxyConfig,
  security,
  telemetry,
  extensions,
  attachment,
  mesh,
  kubernetes,
]);
