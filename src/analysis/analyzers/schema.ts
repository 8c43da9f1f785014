// SPDX-License-Identifier: Apache-2.0

import type {AnalyzerEntry} from '../model/analyzer.js';
import {podKinds} from '../model/kind-groups.js';
import {type Message, message} from '../model/message.js';
import type {IstioKind, Resource} from '../model/resource.js';
import {configOf, loadValidator} from '../schema/index.js';
import type {Problem, Validator} from '../schema/problem.js';

/** Holds the resources of one kind to the rules of the kind. */
export function schemaEntry(kind: IstioKind): AnalyzerEntry {
  return {
    name: `schema.ValidationAnalyzer.${kind}`,
    description: `Holds every ${kind} to the rules of its kind`,
    inputs: [kind],
    async load(resources) {
      const validate = await loadValidator(
        kind,
        resources.all(kind).map(({spec}) => spec),
      );
      return function* () {
        for (const resource of resources.all(kind)) yield* problemsOf(resource, validate, resources.compat ?? false);
      };
    },
  };
}

/** As for every kind, but without what is true of Envoys only where ztunnel alone enforces the policy. */
export function policySchemaEntry(): AnalyzerEntry {
  const kind = 'AuthorizationPolicy';
  return {
    ...schemaEntry(kind),
    inputs: [kind, 'Namespace', ...podKinds],
    subjects: [kind],
    knows: 'any',
    async load(resources) {
      const policies = resources.all(kind);
      const specs = policies.map(({spec}) => spec);
      const [validate, {isForZtunnelAlone}] = await Promise.all([
        loadValidator(kind, specs),
        import('../ztunnel/enforcement.js'),
      ]);
      return function* () {
        for (const policy of policies) {
          const isZtunnels = isForZtunnelAlone(policy, resources);
          yield* problemsOf(
            policy,
            (config) => [...validate(config)].filter(({ofEnvoy}) => !(ofEnvoy && isZtunnels)),
            false,
          );
        }
      };
    },
  };
}

function* problemsOf<K extends IstioKind>(
  resource: Resource<K>,
  validate: Validator<K>,
  compat: boolean,
): Generator<Message> {
  const config = configOf(resource, compat);
  // The reference shows its rules neither labels nor annotations here, only in `validate`.
  for (const problem of validate({...config, labels: {}, annotations: {}})) yield messageOf(problem, resource);
}

function messageOf({level, text, route}: Problem, resource: Resource): Message {
  if (route) return message(route.code, resource, route.parameters);
  return message(level === 'Error' ? 'IST0106' : 'IST0133', resource, [text]);
}
