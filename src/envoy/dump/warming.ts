// SPDX-License-Identifier: Apache-2.0
import {readAddress} from '../address.js';
import {type ConfigDump, findSection, mapMessages} from './config-dump.js';
import {isMessage, type Message, messageField, messagesField, textField} from './message.js';

/** A listener that Envoy has and does not use: something that it names has not come. */
export interface WarmingListener {
  name: string;
  listener: Message;
  /** Ports that it will listen on. */
  ports: number[];
  /** Secrets that it names and that are not there; none where it waits for something else. */
  secrets: string[];
  /** Whether an older version of it goes on meanwhile. */
  hasOlder: boolean;
}

/** `secret kubernetes://cert has not come`. */
export function missingText({secrets}: Pick<WarmingListener, 'secrets'>): string {
  if (secrets.length === 0) return 'something that it names has not come';
  return secrets.length === 1 ? `secret ${secrets[0]} has not come` : `secrets ${secrets.join(', ')} have not come`;
}

/** The listeners of a dump that are warming (envoy.admin.v3.ListenersConfigDump.DynamicListener, warming_state). */
export function warmingListeners(dump: ConfigDump): WarmingListener[] {
  const section = findSection(dump, 'Listeners');
  if (!section) return [];
  const warming = mapMessages(dump, section, ['dynamic_listeners'], (entry) => {
    const listener = messageField(messageField(entry, 'warming_state') ?? {}, 'listener');
    const name = listener && (textField(listener, 'name') || textField(entry, 'name'));
    return name && {name, listener, hasOlder: messageField(entry, 'active_state') !== undefined};
  });
  if (warming.length === 0) return [];
  const present = secretsIn(dump);
  return warming.flatMap((each) =>
    each === ''
      ? []
      : [
          {
            ...each,
            ports: portsOf(each.listener),
            secrets: namesOf(each.listener).filter((name) => !present.has(name)),
          },
        ],
  );
}

function portsOf(listener: Message): number[] {
  const holders = [listener, ...messagesField(listener, 'additional_addresses')];
  return holders.map((holder) => readAddress(messageField(holder, 'address')).port).filter((port) => port !== 0);
}

/** The secrets that have come; one that never came is listed too, without a version. */
function secretsIn(dump: ConfigDump): ReadonlySet<string> {
  const section = findSection(dump, 'Secrets');
  const names = section
    ? mapMessages(dump, section, ['dynamic_active_secrets', 'static_secrets'], (entry) => {
        if (textField(entry, 'version_info') === 'uninitialized') return undefined;
        return textField(entry, 'name') || textField(messageField(entry, 'secret') ?? {}, 'name');
      })
    : [];
  return new Set(names);
}

/** Names of SdsSecretConfigs anywhere below, each once. */
function namesOf(value: unknown): string[] {
  const names = new Set<string>();
  const visit = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(visit);
    else if (isMessage(each)) {
      if (messageField(each, 'sds_config')) names.add(textField(each, 'name'));
      Object.values(each).forEach(visit);
    }
  };
  visit(value);
  return [...names];
}
