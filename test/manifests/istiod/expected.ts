// SPDX-License-Identifier: Apache-2.0
import {expect} from 'vitest';

/** The folder of the chart below `manifests/charts`. */
export const chart = 'istio-control/istio-discovery';

/** A workload whose pods have such a spec. */
export function pod(spec: object): object {
  return {spec: {template: {spec}}};
}

/** A workload whose only container has these fields. */
export function container(fields: object): object {
  return pod({containers: [expect.objectContaining(fields)]});
}

/** A role that has rules with these fields, among others. */
export function rules(...some: readonly object[]): object {
  return {rules: expect.arrayContaining(some.map((rule) => expect.objectContaining(rule)))};
}

/** The injection webhooks whose names begin so, in this order. */
export function hooks(...prefixes: readonly string[]): object {
  return expect.toSatisfy(
    (list: {name: string}[]) =>
      list.map(({name}) => name.replace('.sidecar-injector.istio.io', '')).join() === prefixes.join(),
  );
}

/** A text that holds all of these. */
export function text(...parts: readonly (string | RegExp)[]): object {
  return expect.toSatisfy((value: string) =>
    parts.every((part) => (typeof part === 'string' ? value.includes(part) : part.test(value))),
  );
}
