// SPDX-License-Identifier: Apache-2.0
import {containerPorts, type Kname, part, parts, servicePorts, text} from '../../describe/objects.js';
import {protocolOf, targetPortOf} from '../../describe/ports.js';
import type {Subsets} from '../../describe/subsets.js';
import type {RouteFacts} from '../../describe/virtual-service.js';
import type {KubeObject} from '../../io/kube/cluster.js';

/** A service and where its ports lead in a pod. */
export function serviceLines(service: KubeObject, pod: KubeObject, kname: Kname): string[] {
  const ports = servicePorts(service).filter(({protocol}) => protocol === 'TCP');
  return [
    `Service: ${kname(service.metadata)}`,
    ...ports.map((port) => {
      const target = targetPortOf(port, containerPorts(pod));
      if (target === undefined) return `   no suitable port for manifest: ${pod.metadata.uid ?? ''}`;
      return `   Port: ${port.name ?? ''} ${port.port}/${protocolOf(port)} targets pod port ${target}`;
    }),
  ];
}

/** A DestinationRule and its subsets; `indent` is how far in it stands. */
export function destinationRuleLines(rule: KubeObject, subsets: Subsets, kname: Kname, indent: number): string[] {
  const {matching, other} = subsets;
  const at = (more: number, line: string): string => `${' '.repeat(indent + more)}${line}`;
  const lines = [at(0, `DestinationRule: ${kname(rule.metadata)} for ${JSON.stringify(text(rule['spec'], 'host'))}`)];
  if (matching.length + other.length > 0) {
    if (matching.length === 0) {
      lines.push(at(3, `WARNING POD DOES NOT MATCH ANY SUBSETS.  (Non matching subsets ${other.join(',')})`));
    }
    lines.push(at(3, `Matching subsets: ${matching.join(',')}`));
    if (other.length > 0) lines.push(at(6, `(Non-matching subsets ${other.join(',')})`));
  }
  const policy = part(rule['spec'])['trafficPolicy'];
  if (policy === undefined) return [...lines, at(3, 'No Traffic Policy')];
  lines.push(...policyLines(policy, 'Traffic Policy TLS Mode').map((line) => at(3, line)));
  const levels = parts(policy, 'portLevelSettings');
  if (levels.length > 0) lines.push(at(3, 'Port Level Settings:'));
  for (const level of levels) {
    lines.push(`    ${Number(part(level, 'port')['number'] ?? 0)}:`);
    lines.push(...policyLines(level, 'TLS Mode').map((line) => at(6, line)));
  }
  return lines;
}

const POLICIES = {
  loadBalancer: 'load balancer',
  connectionPool: 'connection pool',
  outlierDetection: 'outlier detection',
};

function policyLines(policy: unknown, tlsTitle: string): string[] {
  const fields = part(policy);
  const names = Object.entries(POLICIES).flatMap(([name, word]) => (fields[name] === undefined ? [] : [word]));
  return [
    ...(fields['tls'] === undefined ? [] : [`${tlsTitle}: ${text(fields['tls'], 'mode') || 'DISABLE'}`]),
    ...(names.length > 0 ? [`Policies: ${names.join('/')}`] : []),
  ];
}

/** A VirtualService and what it does with traffic to the pods (spec/proxy.md §9.2). */
export function virtualServiceLines(
  virtualService: KubeObject,
  {matches, facts, mismatches, http, tcp, tls}: RouteFacts,
  kname: Kname,
  indent: number,
): string[] {
  const at = (more: number, line: string): string => `${' '.repeat(indent + more)}${line}`;
  const notes = mismatches.map((line) => at(6, line));
  const title = at(0, `VirtualService: ${kname(virtualService.metadata)}`);
  if (matches === 0) {
    const checked = (count: number, kind: string): string =>
      at(3, `WARNING: No destinations match pod subsets (checked ${count} ${kind} routes)`);
    return [title, ...(http > 0 ? [checked(http, 'HTTP')] : []), ...(tcp > 0 ? [checked(tcp, 'TCP')] : []), ...notes];
  }
  const lines = [title, ...facts.map((fact) => at(3, fact))];
  const others = http + tcp + tls - matches;
  if (others > 0) {
    lines.push(at(3, `${others} additional destination(s) that will not reach this pod`));
    return facts.length === 0 ? [...lines, ...notes] : lines;
  }
  if (facts.length > 0) return lines;
  return [
    ...lines,
    ...(http > 0 ? [at(3, `${http} HTTP route(s)`)] : []),
    ...(tcp > 0 ? [at(3, `${tcp} TCP route(s)`)] : []),
  ];
}
