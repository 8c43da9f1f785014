// SPDX-License-Identifier: Apache-2.0
import type {BuildInfo} from './client-version.js';

/** The build of one istiod; names as scripts read them from `version -o json`. */
export interface ServerVersion {
  Component: string;
  Revision: string;
  Info: BuildInfo;
}

/** The version of one proxy. */
export interface ProxyVersion {
  /** `pod.namespace` */
  ID: string;
  IstioVersion: string;
  /** `sidecar`, `gateway`, `ztunnel`, …; empty where it is not known. */
  Type: string;
}

/** What `istioctl version` knows; a part that was not asked for, or not found, is left out. */
export interface VersionReport {
  clientVersion: BuildInfo;
  meshVersion?: ServerVersion[] | undefined;
  dataPlaneVersion?: ProxyVersion[] | undefined;
}

/**
 * What istiod answers to /version: `VERSION-REVISION-STATUS`, where a status of `Modified` may come with a revision that
 * ends in `dirty`, or the JSON of a version report (spec/proxy.md §6).
 */
export function parseServerVersion(text: string): BuildInfo {
  const told = fromJson(text);
  if (told !== undefined) return told;
  const pieces = text.trim().split('-');
  const empty = {version: text.trim(), revision: '', golang_version: '', status: '', tag: ''};
  if (pieces.length < 3) return empty;
  const status = pieces.pop() ?? '';
  let revision = pieces.pop() ?? '';
  if (revision === 'dirty') revision = `${pieces.pop() ?? ''}-dirty`;
  const version = pieces.join('-');
  return {...empty, version, revision, status, tag: version};
}

function fromJson(text: string): BuildInfo | undefined {
  try {
    const {clientVersion}: {clientVersion?: Partial<BuildInfo>} = JSON.parse(text);
    if (typeof clientVersion?.version !== 'string') return undefined;
    return {version: '', revision: '', golang_version: '', status: '', tag: '', ...clientVersion};
  } catch {
    return undefined; // plain text, as istiod mostly answers
  }
}

/**
 * The proxies in an answer of istiod's debug page syncz. Throws for what is no such answer.
 *
 * @param withTools Whether clients count that are no proxies: istioctl itself and other tools.
 */
export function proxiesOfSyncz(text: string, {withTools = true} = {}): ProxyVersion[] {
  const entries: unknown = JSON.parse(text);
  if (entries === null) return [];
  if (!Array.isArray(entries)) throw new SyntaxError('a list was expected');
  return entries
    .filter((entry: Record<string, unknown>) => withTools || !isTool(entry))
    .map((entry: Record<string, unknown>) => {
      const type = textOf(entry['proxy_type']);
      return {
        ID: textOf(entry['proxy']),
        IstioVersion: textOf(entry['istio_version']),
        Type: type === 'router' ? 'gateway' : type,
      };
    });
}

/** Whether a client asks for nothing that a proxy is made of. */
function isTool({resources, istio_version: version}: Record<string, unknown>): boolean {
  // They are left out where there are none, and by older istiods.
  if (typeof resources !== 'object' || resources === null) return version === VERSION_OF_TOOLS;
  return !Object.keys(resources).some((typeUrl) => typeUrl.startsWith('type.googleapis.com/'));
}

/** What istioctl says that it is, so that no istiod takes it for an old proxy. */
const VERSION_OF_TOOLS = '65536.65536.65536';

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
