// SPDX-License-Identifier: Apache-2.0
import {isMessage, type Message, messageField, textField} from '../envoy/dump/message.js';

/** What istiod says of itself in a response. */
export interface ControlPlaneIdentity {
  component: string;
  /** Name of its pod, by which outputs tell istiods apart. */
  id: string;
  build: Readonly<Record<string, string>>;
}

/** What the identifier of a response holds; undefined when it has none, `invalid` when that is not what istiod writes. */
export function identityOf(response: Message): ControlPlaneIdentity | 'invalid' | undefined {
  const controlPlane = messageField(response, 'control_plane');
  if (controlPlane === undefined) return undefined;
  try {
    return identityFrom(JSON.parse(textField(controlPlane, 'identifier')));
  } catch {
    return 'invalid';
  }
}

function identityFrom(value: unknown): ControlPlaneIdentity | 'invalid' {
  if (!isMessage(value)) return 'invalid';
  const {Component, ID, Info} = value;
  const build = Object.entries(isMessage(Info) ? Info : {}).map(([name, text]) => [name, String(text)]);
  return {
    component: typeof Component === 'string' ? Component : '',
    id: typeof ID === 'string' ? ID : '',
    build: Object.fromEntries(build),
  };
}

/** The name under which outputs show an istiod. */
export function controlPlaneId(response: Message): string {
  const identity = identityOf(response);
  if (identity === undefined) return 'MISSING';
  return identity === 'invalid' ? 'INVALID' : identity.id;
}
