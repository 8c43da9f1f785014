// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {InjectorSources, NamedText} from '../inject/injector.js';
import {configMapText, type InstalledSources, renderedSources, revisionInCluster} from '../inject/sources.js';
import {readFlagFile} from '../io/files.js';
import type {Cluster} from '../io/kube/cluster.js';
import type {Terminal} from '../io/terminal.js';
import type {ManifestObject} from '../manifest/object.js';
import type {Tree} from '../manifest/tree.js';
import {type ClusterFlagValues, clusterOptions} from './cluster-options.js';
import {isCompatible, renderInputs} from './render-request.js';

/** The values of the flags that say where the injector's configuration is. */
export interface InjectFlagValues extends ClusterFlagValues {
  compat?: string | undefined;
  injectConfigFile?: string | undefined;
  injectConfigMapName: string;
  istioNamespace: string;
  manifests?: string | undefined;
  meshConfigFile?: string | undefined;
  meshConfigMapName: string;
  operatorFileName?: string | undefined;
  revision?: string | undefined;
  set?: string[] | undefined;
  valuesFile?: string | undefined;
}

export interface GatheredSources {
  sources: InjectorSources;
  /** The webhooks that would inject, where an installation is known. */
  webhooks: readonly Tree[];
  /** What rendering had to say. */
  warnings: string;
}

/**
 * Reads what the flags name: files first, then what an installation with these settings has, then the cluster, which
 * is asked only for what nothing else gives.
 */
export async function injectorSources(flags: InjectFlagValues, terminal: Terminal): Promise<GatheredSources> {
  const isRendered = Boolean(flags.set?.length || flags.operatorFileName || flags.manifests);
  const rendered = isRendered ? await renderedInstallation(flags, terminal) : undefined;
  const files = {
    config: fileOf('injectConfigFile', flags.injectConfigFile),
    values: fileOf('valuesFile', flags.valuesFile),
    mesh: fileOf('meshConfigFile', flags.meshConfigFile),
  };
  const lacking = (['config', 'values', 'mesh'] as const).filter((key) => files[key] === undefined && !rendered);
  const live = lacking.length === 0 ? undefined : await clusterSources(flags, lacking);
  const pick = (key: keyof InstalledSources): NamedText =>
    files[key] ?? rendered?.sources[key] ?? live?.sources[key] ?? {name: key, text: ''};
  const revision = live?.revision ?? flags.revision;
  return {
    sources: {
      config: pick('config'),
      values: pick('values'),
      mesh: pick('mesh'),
      compat: isCompatible(flags.compat),
      ...(revision !== undefined && {revision}),
    },
    webhooks: rendered?.webhooks ?? live?.webhooks ?? [],
    warnings: rendered?.warnings ?? '',
  };
}

function fileOf(flag: string, name: string | undefined): NamedText | undefined {
  return name ? {name, text: readFlagFile(flag, name)} : undefined;
}

async function renderedInstallation(flags: InjectFlagValues, terminal: Terminal) {
  const [{renderManifest}, {validateInput}, {RELEASE}, {warningLines}] = await Promise.all([
    import('../manifest/render.js'),
    import('../manifest/validation/validate-input.js'),
    import('../version/client-version.js'),
    import('../writer/manifest/warnings.js'),
  ]);
  const {set, manifests, revision, compat} = flags;
  const filename = flags.operatorFileName ? [flags.operatorFileName] : [];
  const manifest = await renderManifest({
    ...(await renderInputs({set, manifests, revision, compat, filename}, terminal)),
    release: RELEASE,
    validate: validateInput,
    only: 'Pilot',
  });
  return {
    sources: renderedSources(manifest.objects),
    webhooks: webhooksAmong(manifest.objects),
    warnings: warningLines(manifest),
  };
}

function webhooksAmong(objects: readonly ManifestObject[]): Tree[] {
  return objects.filter(({kind}) => kind === 'MutatingWebhookConfiguration').map((object) => object.value());
}

async function clusterSources(flags: InjectFlagValues, lacking: readonly (keyof InstalledSources)[]) {
  const {connect} = await import('../io/kube/connect.js');
  const cluster = await connect(clusterOptions(flags)).catch((error: unknown) => {
    if (!(error instanceof IstioctlError)) throw error;
    const hint = `${error.hint ?? ''}\nwithout a cluster, inject with what an installation would use: --set profile=NAME`;
    throw new IstioctlError(error.message, {cause: error, hint: hint.trim(), exitCode: error.exitCode});
  });
  try {
    const revision = await revisionInCluster(cluster, flags.revision ?? '');
    const lookup = {
      istioNamespace: flags.istioNamespace,
      revision,
      meshConfigMap: flags.meshConfigMapName,
      injectConfigMap: flags.injectConfigMapName,
    };
    const texts = await Promise.all(
      lacking.map(async (key) => [key, await configMapText(cluster, lookup, key)] as const),
    );
    return {sources: sourcesOf(texts), revision, webhooks: await webhooksIn(cluster)};
  } finally {
    cluster.close();
  }
}

function sourcesOf(texts: readonly (readonly [keyof InstalledSources, NamedText])[]): Partial<InstalledSources> {
  return Object.fromEntries(texts);
}

async function webhooksIn(cluster: Cluster): Promise<Tree[]> {
  const kind = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'};
  return cluster.list(kind);
}
