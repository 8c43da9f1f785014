// SPDX-License-Identifier: Apache-2.0
import {renderChart} from '../chart/render.js';
import {chartFrom} from '../manifest/charts.js';
import {DEFAULT_KUBE_VERSION} from '../manifest/input/instance.js';
import {type Tree, textIn} from '../manifest/input/tree.js';
import {type RenderRequest, renderManifest} from '../manifest/render.js';
import {parseYamlDocuments} from '../yaml/parse.js';
import {
  type CanonicalWebhook,
  completedInjector,
  completedService,
  completedValidator,
  type TagLabels,
} from './tag-webhook.js';

/** Where charts come from. */
export type TagPackage = Pick<RenderRequest, 'openPackage' | 'release'> & {
  /** Folder or archive to use in place of the built-in package. */
  path?: string | undefined;
};

export interface TagRequest {
  tag: string;
  /** Namespace of the control plane. */
  namespace: string;
  /** Inject in every namespace that does not say no. */
  injectByDefault: boolean;
  labels: TagLabels;
  /** The default validator as it is in the cluster. */
  liveValidator: Tree | undefined;
}

/**
 * The objects that make a tag stand for a revision (spec/install.md §1.9): its webhooks, for the tag `default` the
 * validator of what names no revision, and a Service to reach istiod by.
 */
export async function tagObjects(
  canonical: CanonicalWebhook,
  request: TagRequest,
  charts: TagPackage,
): Promise<Tree[]> {
  const rendered = await renderTag(canonical, request, charts);
  const injector = rendered.find(
    (object) => isKind(object, 'MutatingWebhookConfiguration') && nameOf(object).startsWith('istio-revision-tag-'),
  );
  const service = rendered.find(
    (object) => isKind(object, 'Service') && nameOf(object) === `istiod-revision-tag-${request.tag}`,
  );
  const validator = request.tag === 'default' ? await renderValidator(canonical, request, charts) : undefined;
  return [
    ...(injector === undefined ? [] : [completedInjector(injector, canonical, request.labels)]),
    ...(validator === undefined
      ? []
      : [completedValidator(validator, canonical, request.liveValidator, request.labels)]),
    ...(service === undefined ? [] : [completedService(service, canonical, request.labels)]),
  ];
}

async function renderTag(canonical: CanonicalWebhook, request: TagRequest, charts: TagPackage): Promise<Tree[]> {
  const {tag, namespace, injectByDefault} = request;
  const {objects} = await renderManifest({
    ...charts,
    files: [],
    set: [
      'profile=empty',
      'components.pilot.enabled=true',
      `revision=${canonical.revision}`,
      `values.revisionTags.[0]=${tag}`,
      `values.sidecarInjectorWebhook.enableNamespacesByDefault=${injectByDefault}`,
      `values.istiodRemote.injectionURL=${canonical.url ?? ''}`,
      `values.global.istioNamespace=${namespace}`,
      ...(canonical.reinvocationPolicy
        ? [`values.sidecarInjectorWebhook.reinvocationPolicy=${canonical.reinvocationPolicy}`]
        : []),
      ...(charts.path ? [`installPackagePath=${charts.path}`] : []),
    ],
    compat: false,
    force: true,
    validate: () => [], // nothing here comes from a user
  });
  return objects.map((object) => object.value());
}

async function renderValidator(
  canonical: CanonicalWebhook,
  request: TagRequest,
  charts: TagPackage,
): Promise<Tree | undefined> {
  const source = await charts.openPackage(charts.path);
  const {files} = await renderChart(await chartFrom(source, 'default'), {
    values: {
      revision: canonical.revision,
      global: {istioNamespace: request.namespace},
      base: {validationURL: canonical.url === undefined ? '' : validationUrl(canonical.url)},
    },
    release: {name: 'istio', namespace: request.namespace, revision: 0, isInstall: false, isUpgrade: false},
    kubeVersion: DEFAULT_KUBE_VERSION,
  });
  const objects = files.flatMap(({text}) => parseYamlDocuments(text));
  return objects.find((object): object is Tree => isKind(object, 'ValidatingWebhookConfiguration'));
}

/** The same istiod validates under another path. */
function validationUrl(injectionUrl: string): string {
  const url = new URL(injectionUrl);
  url.pathname = '/validate';
  return url.href;
}

function isKind(object: unknown, kind: string): boolean {
  return textIn(object, ['kind']) === kind;
}

function nameOf(object: Tree): string {
  return textIn(object, ['metadata', 'name']) ?? '';
}
