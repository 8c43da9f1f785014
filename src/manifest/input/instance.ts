// SPDX-License-Identifier: Apache-2.0

import type {PrintedYaml} from '../../chart/printed-yaml.js';
import {renderChart} from '../../chart/render.js';
import {IstioctlError} from '../../errors.js';
import type {ValueMap} from '../../template/compile/value.js';
import {splitDocuments} from '../../yaml/documents.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import {chartFrom} from '../charts.js';
import type {ComponentInstance} from '../component.js';
import {isObject} from '../objects/object.js';
import type {PackageSource} from '../package-source.js';
import {instanceValues} from './instance-values.js';
import {getIn, isTree, type Tree} from './tree.js';

/** Charts are rendered for this version where no cluster is asked. */
export const DEFAULT_KUBE_VERSION = 'v1.32.0';

/** What the chart of an instance renders. */
export interface RenderedChart {
  /** Documents with a kind, in the order of the chart's files. */
  documents: Tree[];
  /** From NOTES.txt. */
  warnings: string[];
}

interface RenderContext {
  /** The translated document. */
  document: Tree;
  source: PackageSource;
  /** Git version of the server. */
  kubeVersion: string;
  compat: boolean;
}

/** Renders the chart of an instance with its values (spec §2.9). */
export async function renderInstance(
  instance: ComponentInstance,
  {document, source, kubeVersion, compat}: RenderContext,
): Promise<RenderedChart> {
  const values: unknown = instanceValues(instance, document, {compat});
  const {files, notes, crds, printed} = await renderChart(await chartFrom(source, instance.component.chart), {
    values: isValues(values) ? values : {},
    release: {name: 'istio', namespace: instance.namespace, revision: 0, isInstall: false, isUpgrade: false},
    kubeVersion,
  });
  const wanted = getIn(document, ['spec', 'values', 'base', 'enableIstioConfigCRDs']) === false ? [] : crds;
  return {
    documents: [...files, ...wanted].flatMap(({path, text}) => documentsOf(path, text, printed)),
    warnings: notes.split('\n').filter((line) => line.startsWith('WARNING: ')),
  };
}

/** JSON data is what templates take for values. */
function isValues(value: unknown): value is ValueMap {
  return isTree(value);
}

function documentsOf(path: string, text: string, printed: PrintedYaml): Tree[] {
  return splitDocuments(text).flatMap((document) => {
    // The reference trims each document first: a literal at its very end loses its last line break.
    const trimmed = document.text.trimEnd();
    const value = printed.take(trimmed) ?? parse(path, trimmed, document.line);
    return isObject(value) ? [value] : [];
  });
}

function parse(path: string, text: string, line: number): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const at = line + error.line - 1;
    const excerpt = text.split('\n')[error.line - 1] ?? '';
    throw new IstioctlError(`what ${path} rendered is not YAML: line ${at}: ${error.message}: ${excerpt.trim()}`, {
      cause: error,
    });
  }
}
