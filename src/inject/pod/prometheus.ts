// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, type Tree} from '../../manifest/input/tree.js';
import {statusPortOf} from '../injector/mesh-config.js';
import {goJson} from '../typed/go-json.js';
import {Annotation, goBool} from './annotation.js';
import {annotationOf, type Pod, proxyIn, textsIn} from './container.js';

/** Where the agent reads how the application is scraped. */
export const SCRAPED = 'ISTIO_PROMETHEUS_ANNOTATIONS';

const SCRAPE = 'prometheus_io_scrape';
const PORT = 'prometheus_io_port';
const PATH = 'prometheus_io_path';

/** Prometheus reads annotations by their sanitised names, so that several spellings mean the same. */
function sanitised(key: string): string {
  return key.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}

function metricsAnnotation(pod: Pod, name: string): string | undefined {
  return Object.entries(textsIn(pod.metadata, 'annotations')).find(([key]) => sanitised(key) === name)?.[1];
}

/** A copy of the annotations; without those of metrics if these lead to the agent, which an injection did. */
export function withoutMetricsAnnotations(pod: Pod, statusPort: number): Record<string, string> {
  const annotations = {...textsIn(pod.metadata, 'annotations')};
  if (metricsAnnotation(pod, PORT) === String(statusPort)) dropMetricsAnnotations(annotations);
  return annotations;
}

function dropMetricsAnnotations(annotations: Tree): void {
  for (const key of Object.keys(annotations)) {
    if ([SCRAPE, PORT, PATH].includes(sanitised(key))) delete annotations[key];
  }
}

/**
 * Leads scrapes to the agent, which serves the metrics of application and proxy together; the proxy is told where those
 * of the application are (spec install.md §4.18, 7b). Changes the pod.
 */
export function mergeMetrics(pod: Pod, mesh: Tree): void {
  const scrape = metricsAnnotation(pod, SCRAPE);
  if (goBool(scrape ?? 'true') === false || !isMerging(pod, mesh)) return;
  const statusPort = String(statusPortOf(mesh));
  const port = metricsAnnotation(pod, PORT);
  if (port === statusPort) return;
  const path = metricsAnnotation(pod, PATH);
  const proxy = proxyIn(pod);
  const application = {scrape: scrape ?? '', path: path ?? '', port: port ?? ''};
  if (proxy !== undefined && Object.values(application).some((value) => value !== '')) {
    const env = getKey(proxy, 'env');
    const value = goJson(application);
    proxy['env'] = [...(Array.isArray(env) ? env : []), {name: SCRAPED, value}];
  }
  const annotations = getKey(pod.metadata, 'annotations');
  const kept: Tree = isTree(annotations) ? annotations : {};
  dropMetricsAnnotations(kept);
  kept['prometheus.io/port'] = statusPort;
  kept['prometheus.io/path'] = '/stats/prometheus';
  kept['prometheus.io/scrape'] = 'true';
  pod.metadata['annotations'] = kept;
}

function isMerging(pod: Pod, mesh: Tree): boolean {
  const said = goBool(annotationOf(pod, Annotation.mergeMetrics) ?? '');
  return said ?? getKey(mesh, 'enablePrometheusMerge') !== false;
}
