// SPDX-License-Identifier: Apache-2.0
import type {Proxy} from '../../model/proxy.js';
import type {Service} from '../../model/service.js';
import {addressesFor, UNSPECIFIED} from '../../values/address.js';
import {shortNames, withPort} from './short-names.js';

export interface ServiceDomains {
  domains: string[];
  /** Those of them that are short forms; another service may really have that name. */
  short: ReadonlySet<string>;
}

/**
 * Returns the domains of a service's virtual host: its name, the names of ExternalName Services for it, their short
 * forms, and its addresses. Pods of a headless Service have names below its own. With port 0, ports do not count.
 */
export function serviceDomains(service: Service, port: number, proxy: Proxy): ServiceDomains {
  const short = new Set<string>();
  const names = [service.hostname, ...service.aliases.map(({hostname}) => hostname)].flatMap((hostname) => {
    const others = shortNames(hostname, port, proxy.dnsDomain);
    for (const name of others) short.add(name);
    return [...withPort(hostname, port), ...others];
  });
  const headless = service.resolution === 'Passthrough' && service.registry === 'Kubernetes';
  const pods = headless ? names.map((name) => `*.${name}`) : [];
  const addresses = addressesFor(proxy, service).filter((address) => address !== UNSPECIFIED);
  return {domains: [...names, ...pods, ...addresses.flatMap((address) => withPort(address, port))], short};
}
