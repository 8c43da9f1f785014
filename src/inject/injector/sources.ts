// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {Cluster} from '../../io/kube/cluster.js';
import {getIn, type Tree, textIn} from '../../manifest/input/tree.js';
import type {ManifestObject} from '../../manifest/objects/object.js';
import type {NamedText} from './injector.js';

/** The parts of an installation that the injector reads; a part that is not asked for is left out. */
export interface InstalledSources {
  config: NamedText;
  values: NamedText;
  mesh: NamedText;
}

export interface ClusterLookup {
  istioNamespace: string;
  /** A revision or a tag; empty for the default one. */
  revision: string;
  meshConfigMap: string;
  injectConfigMap: string;
}

type Reader = Pick<Cluster, 'get' | 'list'>;

const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const WEBHOOKS = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'};

/** The revision that a tag points at; what is no tag is a revision itself. */
export async function revisionInCluster(cluster: Reader, asked: string): Promise<string> {
  const tag = asked === '' ? 'default' : asked;
  const [configuration] = await cluster.list(WEBHOOKS, {labelSelector: `istio.io/tag=${tag}`});
  const revision = configuration?.metadata.labels?.['istio.io/rev'];
  return revision === undefined || revision === 'default' ? (asked === 'default' ? '' : asked) : revision;
}

/** The configurations of the webhooks of a cluster. */
export function injectionWebhooks(cluster: Reader): Promise<Tree[]> {
  return cluster.list(WEBHOOKS);
}

/** A key of a ConfigMap of the control plane of a revision. Throws an IstioctlError where it is not there. */
export async function configMapText(
  cluster: Reader,
  lookup: ClusterLookup,
  what: 'mesh' | 'config' | 'values',
): Promise<NamedText> {
  const isMesh = what === 'mesh';
  const base = isMesh ? lookup.meshConfigMap : lookup.injectConfigMap;
  const name = lookup.revision === '' ? base : `${base}-${lookup.revision}`;
  const {istioNamespace} = lookup;
  const found = await cluster.get(CONFIG_MAP, {namespace: istioNamespace, name});
  const hint = `name the namespace of istiod with -i and its revision with -r, or give ${isMesh ? '--meshConfigFile' : '--injectConfigFile and --valuesFile'}, or what would be installed with --set`;
  if (found === undefined) {
    throw new IstioctlError(`could not read valid configmap "${name}" from namespace "${istioNamespace}": not found`, {
      hint,
    });
  }
  const text = getIn(found, ['data', what]);
  if (typeof text === 'string') return {name: `configmap "${istioNamespace}/${name}", key "${what}"`, text};
  throw new IstioctlError(`missing configuration map key "${what}" in "${name}" of namespace "${istioNamespace}"`, {
    hint: isMesh ? hint : `that is no injector configuration of Istio 1.23 or later; ${hint}`,
  });
}

/** What an installation of these objects would give to the injector. Throws an IstioctlError where it has no injector. */
export function renderedSources(objects: readonly ManifestObject[]): InstalledSources {
  const maps = objects.filter(({kind, group}) => kind === 'ConfigMap' && group === '').map((object) => object.value());
  return {
    config: textOf(maps, 'istio-sidecar-injector', 'config'),
    values: textOf(maps, 'istio-sidecar-injector', 'values'),
    mesh: textOf(maps, 'istio', 'mesh'),
  };
}

function textOf(maps: readonly Tree[], name: string, key: string): NamedText {
  for (const map of maps) {
    const text = textIn(map, ['data', key]);
    const own = textIn(map, ['metadata', 'name']) ?? '';
    if (text !== undefined && (own === name || own.startsWith(`${name}-`))) {
      return {name: `configmap "${own}" of these settings, key "${key}"`, text};
    }
  }
  throw new IstioctlError(`these settings install no configmap "${name}", so that there is nothing to inject with`, {
    hint: 'components.pilot.enabled has to be true, and values.global.omitSidecarInjectorConfigMap false',
  });
}
