// SPDX-License-Identifier: Apache-2.0
import {emitYaml} from '../../yaml/emit.js';
import {instanceValues} from '../input/instance-values.js';
import type {Tree} from '../input/tree.js';
import type {RenderedComponent} from '../render.js';
import type {ManifestObject} from './object.js';
import {sortForOutput} from './object-order.js';

/** A file of the translation, by its name in the folder. */
export interface TranslatedFile {
  path: string;
  text: string;
  /** 0o755 for scripts. */
  mode?: number;
}

const CHARTS = 'oci://registry.istio.io/release/charts';
const README = 'README.md';

/**
 * What it takes to hand an installation over to Helm (spec/install.md §1.8): per component its values, a script that
 * makes its objects part of a Helm release, and, where `k8s` settings change what the chart renders, both renderings.
 * `plain` are the same components without those settings, in the same order.
 */
export function translate(
  rendered: readonly RenderedComponent[],
  plain: readonly RenderedComponent[],
  document: Tree,
): TranslatedFile[] {
  const parts = plain.map((helm, i) => translateComponent(helm, rendered[i]?.objects ?? [], document));
  const readme = [INTRODUCTION, ...parts.map(({section}) => section)].join('');
  return [{path: README, text: readme}, ...parts.flatMap(({files}) => files)];
}

const INTRODUCTION = `# IstioOperator to Helm Migration

\`istioctl manifest translate\` wrote the files of this folder; it changed nothing in any cluster.
Follow what is said below of each component to hand it over to Helm.

# Components
`;

function translateComponent(
  {instance, objects}: RenderedComponent,
  processed: readonly ManifestObject[],
  document: Tree,
): {section: string; files: TranslatedFile[]} {
  const {component, namespace} = instance;
  const name = instance.name ?? component.key;
  if (component.release === undefined) {
    return {section: `* ❌ **Component \`${name}\`**: migration is **NOT** directly supported!\n`, files: []};
  }
  const values = `${name}-values.yaml`;
  const script = `install-${name}.sh`;
  const files: TranslatedFile[] = [
    {path: values, text: emitYaml(instanceValues(instance, document, {compat: false}))},
    {path: script, text: installScript(name, component.release, namespace, objects), mode: 0o755},
  ];
  const [helm, istioctl] = [stream(objects), stream(processed)];
  let warning = '';
  if (helm !== istioctl) {
    const [helmFile, istioctlFile] = [`diff-${name}-helm-output.yaml`, `diff-${name}-istioctl-output.yaml`];
    files.push({path: helmFile, text: helm}, {path: istioctlFile, text: istioctl});
    warning = `
  ⚠️ Component rendering is different between Istioctl and Helm!
  Helm has no place for some of the settings (\`k8s\`, overlays). Look at the difference and carry over what you need:
  \`diff ${helmFile} ${istioctlFile}\`.
`;
  }
  const section = `* ✅ **Component \`${name}\`**: migration is supported!
${warning}
  The translated values have been written to ${values}.
  Use them as they are, or run \`${script}\`, which does it step by step.
`;
  return {section, files};
}

function stream(objects: readonly ManifestObject[]): string {
  return sortForOutput(objects)
    .map((object) => object.yaml())
    .join('\n---\n');
}

function installScript(name: string, chart: string, namespace: string, objects: readonly ManifestObject[]): string {
  return `#!/usr/bin/env bash

# Label/Annotate resources to mark them a part of the Helm release.
${objects.map((object) => adopt(object, name, namespace)).join('')}

# Run the actual Helm install operation
helm upgrade --install ${name} --namespace ${shellWord(namespace)} -f ${name}-values.yaml ${CHARTS}/${chart}
`;
}

/** Helm takes over only objects that carry its label and name their release. */
function adopt(object: ManifestObject, release: string, releaseNamespace: string): string {
  const kind = object.group === '' ? object.kind : `${object.kind}.${object.group}`;
  const place = object.namespace === '' ? '' : ` --namespace=${shellWord(object.namespace)}`;
  const target = `${kind}${place} ${shellWord(object.name)}`;
  return `kubectl annotate ${target} meta.helm.sh/release-name=${release}
kubectl annotate ${target} meta.helm.sh/release-namespace=${shellWord(releaseNamespace)}
kubectl label ${target} app.kubernetes.io/managed-by=Helm
`;
}

/** Names come from the user's settings: whatever they hold is one word of the script. */
function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
