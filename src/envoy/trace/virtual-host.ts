// SPDX-License-Identifier: Apache-2.0
import {booleanField, type Message, messagesField, textField, textsField} from '../dump/message.js';

/** How a domain of a virtual host fits, the kinds in the order in which Envoy searches them. */
export type DomainKind = 'exact' | 'suffix' | 'prefix' | 'any';

export interface FoundHost {
  host: Message;
  name: string;
  /** The domain that fits, as the dump has it. */
  domain: string;
  kind: DomainKind;
}

const ORDER: readonly DomainKind[] = ['exact', 'suffix', 'prefix', 'any'];

/**
 * The virtual hosts that fit an authority, the one that Envoy takes first: exact names before `*.foo.com` before `foo.*`
 * before `*`, longer wildcards before shorter ones, in any case; a wildcard stands for at least one letter
 * (api-v3/config/route/v3/route_components.proto, VirtualHost.domains).
 */
export function findHosts(config: Message, authority: string): FoundHost[] {
  const sent = authority.toLowerCase();
  const host = booleanField(config, 'ignore_port_in_host_matching') ? withoutPort(sent) : sent;
  const found = messagesField(config, 'virtual_hosts').flatMap((virtualHost) =>
    textsField(virtualHost, 'domains').flatMap((domain): FoundHost[] => {
      const kind = fittingKind(domain.toLowerCase(), host);
      return kind ? [{host: virtualHost, name: textField(virtualHost, 'name'), domain, kind}] : [];
    }),
  );
  return found.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.domain.length - a.domain.length);
}

function fittingKind(domain: string, host: string): DomainKind | undefined {
  if (domain === '*') return 'any';
  if (domain === host) return host === '' ? undefined : 'exact';
  if (host.length < domain.length) return undefined;
  if (domain.startsWith('*')) return host.endsWith(domain.slice(1)) ? 'suffix' : undefined;
  return domain.endsWith('*') && host.startsWith(domain.slice(0, -1)) ? 'prefix' : undefined;
}

/** An authority without its port; the colons of a bare IPv6 address are none. */
export function withoutPort(authority: string): string {
  return /^(.*):\d+$/.exec(authority)?.[1]?.replace(/^[^[]*:.*$/, authority) ?? authority;
}
