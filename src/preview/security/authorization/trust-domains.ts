// SPDX-License-Identifier: Apache-2.0

/** The trust domain that stands for the mesh's own in policies, whatever that is called. */
const LOCAL = 'cluster.local';

/** `DOMAIN/ns/NAMESPACE/sa/ACCOUNT` */
const PARTS = 5;

/**
 * Returns principals with those of the mesh's trust domains written once for each of them: the domain and its aliases
 * mean the same (https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/).
 */
export function withAliases(principals: readonly string[], trustDomains: readonly string[]): string[] {
  return principals.flatMap((principal) => {
    const [domain = '', ...rest] = principal.split('/');
    const isLocal = rest.length === PARTS - 1 && domain !== '*' && (domain === LOCAL || isOneOf(domain, trustDomains));
    if (!isLocal) return [principal];
    const renamed = trustDomains.map((own) => (hasSuffix(own, domain) ? principal : [own, ...rest].join('/')));
    return [...new Set(renamed)];
  });
}

/** Returns trust domains with those of the mesh in place of any of them. */
export function domainsWithAliases(domains: readonly string[], trustDomains: readonly string[]): string[] {
  return [...new Set(domains.flatMap((domain) => (trustDomains.includes(domain) ? trustDomains : [domain])))];
}

/** Either may be a pattern. */
function isOneOf(domain: string, trustDomains: readonly string[]): boolean {
  return trustDomains.some(
    (own) =>
      domain === own ||
      own === '*' ||
      hasPrefix(domain, own) ||
      hasPrefix(own, domain) ||
      hasSuffix(domain, own) ||
      hasSuffix(own, domain),
  );
}

function hasPrefix(text: string, pattern: string): boolean {
  return pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1));
}

function hasSuffix(text: string, pattern: string): boolean {
  return pattern.startsWith('*') && text.endsWith(pattern.slice(1));
}
