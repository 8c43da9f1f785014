// SPDX-License-Identifier: Apache-2.0

/** Kinds whose name is no plain joining of its words. */
const ABBREVIATED: Readonly<Record<string, string>> = {
  httproute: 'HTTPRoute',
  'http-route': 'HTTPRoute',
  'grpc-route': 'GRPCRoute',
  'tcp-route': 'TCPRoute',
  'tls-route': 'TLSRoute',
  'udp-route': 'UDPRoute',
};

/** The kind that istiod writes as `virtual-service` in the metadata of what it makes: `VirtualService`. */
export function kindName(words: string): string {
  return ABBREVIATED[words] ?? words.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
