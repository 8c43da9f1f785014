// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {attachment} from '../checks/attachment.js';
import {celExpression} from '../checks/cel.js';
import {type Config, error, type Problems, warning} from '../problem.js';

type Spec = Specs['Telemetry'];
type Metrics = NonNullable<Spec['metrics']>[number];
type Tracing = NonNullable<Spec['tracing']>[number];

/** The rules of spec §4.10. */
export function* telemetry({spec}: Config<'Telemetry'>): Problems {
  yield* attachment(spec);
  for (const metrics of spec.metrics ?? []) yield* metricsProblems(metrics);
  const tracing = spec.tracing ?? [];
  if (tracing.length > 1) yield warning('multiple tracing is not currently supported');
  for (const settings of tracing) yield* tracingProblems(settings);
  for (const {providers: named, filter} of spec.accessLogging ?? []) {
    yield* providers(named);
    if (filter) yield* celExpression(filter.expression ?? '');
  }
}

function* providers(named: Metrics['providers']): Problems {
  if (named?.some(({name}) => !name)) yield error('providers.name may not be empty');
}

function* metricsProblems({providers: named, overrides = []}: Metrics): Problems {
  yield* providers(named);
  for (const {match, tagOverrides = {}} of overrides) {
    for (const [tag, {operation = 'UPSERT', value}] of Object.entries(tagOverrides)) {
      if (tag === '') yield warning('tagOverrides.name may not be empty');
      if (operation === 'UPSERT' && !value) yield error('tagOverrides.value must be set when operation is UPSERT');
      if (operation === 'REMOVE' && value) {
        yield error('tagOverrides.value may only be set when operation is UPSERT');
      }
    }
    if (match?.customMetric === '') yield error('customMetric may not be empty');
  }
}

function* tracingProblems({
  providers: named = [],
  randomSamplingPercentage: share,
  customTags = {},
}: Tracing): Problems {
  if (named.length > 1) yield warning('multiple providers is not currently supported');
  yield* providers(named);
  if (typeof share === 'number' && (share < 0 || share > 100)) {
    yield error('randomSamplingPercentage must be in range [0.0, 100.0]');
  }
  for (const [name, {literal, header, environment}] of Object.entries(customTags)) {
    if (name === '') yield error('tag name may not be empty');
    if (literal && !literal.value) yield error('literal tag value may not be empty');
    if (header && !header.name) yield error('header tag name may not be empty');
    if (environment && !environment.name) yield error('environment tag name may not be empty');
  }
}
