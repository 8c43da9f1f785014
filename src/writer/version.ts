// SPDX-License-Identifier: Apache-2.0
import type {BuildInfo} from '../version/client-version.js';
import type {ProxyVersion, ServerVersion, VersionReport} from '../version/mesh-version.js';

/** The whole report of `istioctl version` as one document (spec/proxy.md §6). Parts without an entry are left out. */
export async function versionDocument(report: VersionReport, format: 'json' | 'yaml'): Promise<string> {
  const {clientVersion, meshVersion, dataPlaneVersion} = report;
  const document = {
    clientVersion,
    ...(meshVersion?.length && {meshVersion}),
    ...(dataPlaneVersion?.length && {dataPlaneVersion}),
  };
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  const {emitYaml} = await import('../yaml/emit.js');
  return `${emitYaml(document)}\n`;
}

export function clientVersionLine(build: BuildInfo, {short}: {short: boolean}): string {
  return `client version: ${short ? build.version : buildSyntax(build)}\n`;
}

/** The lines about the mesh; none for what is not known. */
export function meshVersionLines(
  {meshVersion = [], dataPlaneVersion}: Omit<VersionReport, 'clientVersion'>,
  {short}: {short: boolean},
): string {
  const proxies = dataPlaneVersion && (short ? countsLine(dataPlaneVersion) : proxyLines(dataPlaneVersion));
  return `${short ? serversInShort(meshVersion) : serverLines(meshVersion)}${proxies ?? ''}`;
}

function serversInShort(servers: readonly ServerVersion[]): string {
  const versions = new Set(servers.map(({Info}) => Info.version));
  if (versions.size === 1) return `control plane version: ${[...versions].join('')}\n`;
  return servers.map(({Component, Info}) => `${Component} version: ${Info.version}\n`).join('');
}

function serverLines(servers: readonly ServerVersion[]): string {
  return servers.map(({Component, Info}) => `${Component} version: ${buildSyntax(Info)}\n`).join('');
}

function countsLine(proxies: readonly ProxyVersion[]): string {
  if (proxies.length === 0) return 'data plane version: none\n';
  const counts = new Map<string, number>();
  for (const {IstioVersion} of proxies) counts.set(IstioVersion, (counts.get(IstioVersion) ?? 0) + 1);
  const texts = [...counts.keys()].sort().map((version) => `${version} (${counts.get(version)} proxies)`);
  return `data plane version: ${texts.join(', ')}\n`;
}

function proxyLines(proxies: readonly ProxyVersion[]): string {
  const lines = proxies.map((proxy) => `data plane version: version.ProxyInfo{${goFields({...proxy})}}\n`);
  return lines.length === 0 ? 'data plane version: none\n' : lines.join('');
}

function buildSyntax(build: BuildInfo): string {
  const fields = {
    Version: build.version,
    GitRevision: build.revision,
    GolangVersion: build.golang_version,
    BuildStatus: build.status,
    GitTag: build.tag,
  };
  return `version.BuildInfo{${goFields(fields)}}`;
}

function goFields(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}:${JSON.stringify(value)}`)
    .join(', ');
}
