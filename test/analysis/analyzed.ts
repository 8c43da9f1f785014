// SPDX-License-Identifier: Apache-2.0

import {analyzers} from '../../src/analysis/analyzers/index.js';
import {kinds} from '../../src/analysis/model/kinds.js';
import {defaultMeshConfig} from '../../src/analysis/model/mesh-config.js';
import {friendlyName} from '../../src/analysis/model/message.js';
import type {KindName, Resource} from '../../src/analysis/model/resource.js';
import {indexResources, type Surroundings} from '../../src/analysis/model/resources.js';
import {runAnalyzers} from '../../src/analysis/run/run.js';
import {resourceOf} from '../../src/analysis/sources/object.js';
import {NOW} from './analyze.js';

interface Fields {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  cluster?: string;
  spec?: object;
  status?: object;
  data?: Record<string, string>;
  webhooks?: object[];
}

/** A resource as sources read it; `name` is `namespace/name`, or a name alone where the kind has no namespaces. */
export function object(kind: KindName, name: string, fields: Fields = {}): Resource {
  const info = kinds.find((candidate) => candidate.name === kind);
  if (!info) throw new Error(`no such kind: ${kind}`);
  const {labels, annotations, cluster, ...rest} = fields;
  const [namespace, own] = name.includes('/') ? name.split('/') : ['', name];
  const json = JSON.stringify({metadata: {name: own, namespace, labels, annotations}, ...rest});
  return resourceOf(info, JSON.parse(json), {defaultNamespace: '', ...(cluster !== undefined && {cluster})});
}

export interface Finding {
  /** `code Kind namespace/name path`. */
  about: string;
  text: string;
}

/** What one analyzer, by its registered name, says of resources. */
export async function analyze(
  name: string,
  resources: readonly Resource[],
  surroundings: Partial<Surroundings> = {},
): Promise<Finding[]> {
  const entries = analyzers.filter((entry) => entry.name === name);
  const index = indexResources(resources, {
    provided: new Set(kinds.map((info) => info.name)),
    meshConfig: defaultMeshConfig,
    meshNetworks: {},
    istioNamespace: 'istio-system',
    whole: new Set(kinds.map((info) => info.name)),
    now: NOW,
    ...surroundings,
  });
  const {messages} = await runAnalyzers(entries, index);
  return messages.map(({code, subject, path, text}) => ({
    about: [code, subject ? friendlyName(subject) : '', path?.join('.') ?? ''].join(' ').trim(),
    text,
  }));
}

/** Only what the findings are about. */
export async function findings(...parameters: Parameters<typeof analyze>): Promise<string[]> {
  return (await analyze(...parameters)).map(({about}) => about);
}
