// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {attachment} from '../checks/attachment.js';
import {requestUrlReason, urlScheme} from '../checks/url.js';
import {type Config, error, type Problems} from '../problem.js';

type Wasm = Partial<Specs['WasmPlugin']>;
type Match = Wasm['match'];

/** The rules of spec §4.11. */
export function* wasmPlugin({spec}: Config<'WasmPlugin'>): Problems {
  yield* attachment(spec);
  yield* wasm(spec, 255);
  yield* matchedPorts(spec.match);
}

const MAX_LUA = 65_536;

export function* trafficExtension({spec}: Config<'TrafficExtension'>): Problems {
  yield* attachment(spec);
  const {wasm: module, lua} = spec;
  if ((module === undefined) === (lua === undefined)) yield error('exactly one of wasm or lua must be set');
  if (module) yield* wasm(module, 256);
  if (lua) {
    const size = Buffer.byteLength(lua.inlineCode ?? '');
    if (size === 0) yield error('lua.inlineCode cannot be empty');
    if (size > MAX_LUA) yield error('lua.inlineCode exceeds maximum size of 64KB');
  }
  yield* matchedPorts(spec.match);
}

const MAX_NAME = 256;
const MAX_SECRET = 253;

/** `shown`: the bound on names as the message has it, which differs between the kinds; the bound itself does not. */
function* wasm(module: Wasm, shown: number): Problems {
  yield* moduleUrl(module.url ?? '');
  yield* checksum(module.sha256 ?? '');
  if ((module.imagePullSecret ?? '').length > MAX_SECRET) {
    yield error('imagePullSecret field must be less than 253 characters long');
  }
  if ((module.pluginName ?? '').length > MAX_NAME) {
    yield error(`pluginName field must be less than ${shown} characters long`);
  }
  yield* environment(module.vmConfig?.env ?? []);
}

function* moduleUrl(url: string): Problems {
  if (url === '') {
    yield error('url field needs to be set');
    return;
  }
  const reason = requestUrlReason(url);
  if (reason !== undefined) {
    // What has no scheme may be the name of an image.
    if (requestUrlReason(`http://${url}`) !== undefined) yield error(`failed to parse url: ${reason}`);
    return;
  }
  const scheme = urlScheme(url);
  if (!['', 'file', 'http', 'https', 'oci'].includes(scheme)) yield error(`url contains unsupported scheme: ${scheme}`);
}

function* checksum(sha256: string): Problems {
  if (sha256 === '') return;
  if (sha256.length !== 64) yield error('sha256 field must be 64 characters long');
  else if (!/^[a-f0-9]{64}$/.test(sha256)) yield error('sha256 field must match [a-f0-9]{64} pattern');
}

type Variable = Partial<NonNullable<NonNullable<Wasm['vmConfig']>['env']>[number]>;

/** Only the first problem counts. */
function* environment(variables: readonly Variable[]): Problems {
  const seen = new Set<string>();
  for (const {name = '', value, valueFrom} of variables) {
    const problem =
      name === ''
        ? 'spec.vmConfig.env invalid'
        : name.length > MAX_NAME
          ? 'env.name field must be less than 255 characters long'
          : seen.has(name)
            ? 'duplicate env'
            : valueFrom === 'HOST' && value
              ? 'value may only be set when valueFrom is INLINE'
              : undefined;
    seen.add(name);
    if (problem === undefined) continue;
    yield error(problem);
    return;
  }
}

function* matchedPorts(matches: Match): Problems {
  for (const [i, {ports = []}] of (matches ?? []).entries()) {
    for (const [j, {number = 0}] of ports.entries()) {
      if (number >= 1 && number <= 65_535) continue;
      yield error(`spec.Match[${i}].Ports[${j}] is out of range: ${number}`);
      return;
    }
  }
}
