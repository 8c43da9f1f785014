// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';

/** A Kubernetes object as JSON. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string> | null;
  };
  [field: string]: unknown;
}

/** What a chart is rendered with. `chart` is a path below `manifests/charts`; the release is `istio` in `istio-system`. */
export interface Rendering {
  chart: string;
  values: Record<string, unknown>;
  release?: string;
  namespace?: string;
  kubeVersion?: string;
}

const CHARTS = join(import.meta.dirname, '..', '..', 'manifests', 'charts');

/** The real helm: of the environment's `ISTIOCTL_TEST_HELM`, else where `go install` was told to put it, else none. */
export const helm = [process.env['ISTIOCTL_TEST_HELM'], join(homedir(), '.cache', 'istioctl-node', 'bin', 'helm')].find(
  (path) => path !== undefined && existsSync(path),
);

export function chartFolder(chart: string): string {
  return join(CHARTS, chart);
}

/** The objects that `helm template` prints; a failure is thrown with helm's own words. */
export function helmObjects({chart, values, release, namespace, kubeVersion}: Rendering): KubeObject[] {
  if (helm === undefined) throw new Error('there is no helm');
  const args = ['template', release ?? 'istio', chartFolder(chart), '--namespace', namespace ?? 'istio-system'];
  const run = spawnSync(helm, [...args, '--kube-version', kubeVersion ?? 'v1.32.0', '--values', '-'], {
    input: JSON.stringify(values),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return objectsOf(run.stdout);
}

/** All objects of a YAML stream; documents without a kind are none. */
export function objectsOf(stream: string): KubeObject[] {
  return parseAllDocuments(stream, {version: '1.1'})
    .map((document): unknown => {
      const [error] = document.errors;
      if (error !== undefined) throw error;
      return document.toJS();
    })
    .filter(isKubeObject);
}

function isKubeObject(value: unknown): value is KubeObject {
  return typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value;
}

/** `KIND NAMESPACE/NAME` of an object, by which renderings are compared. */
export function idOf({kind, metadata}: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}
