// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../analysis/model/go-format.js';
import {isKnownProtocol} from '../analysis/schema/checks/port.js';
import {type KubernetesObject, listAt, textAt, textsAt, valueAt} from './object.js';

const DOCS = 'https://istio.io/v1.30/docs/ops';
const REQUIREMENTS = `See ${DOCS}/deployment/requirements/`;

/** Ports of a Service whose protocol the mesh cannot tell (spec §5, 3). */
export function* serviceProblems(service: KubernetesObject): Generator<string> {
  const name = `service "${textAt(service, 'metadata', 'name')}/${textAt(service, 'metadata', 'namespace')}/:"`;
  // The reference ends in a panic here.
  if (valueAt(service, 'spec') === undefined) yield `${name} has no spec`;
  for (const port of listAt(service, 'spec', 'ports')) {
    if (textAt(port, 'protocol').toLowerCase() === 'udp') continue;
    const appProtocol = textAt(port, 'appProtocol');
    const portName = textAt(port, 'name');
    if (appProtocol !== '') {
      if (isKnownProtocol(appProtocol)) continue;
      const where = `${DOCS}/configuration/traffic-management/protocol-selection/`;
      yield `${name} doesn't follow Istio protocol selection. This is not recommended, See ${where}`;
    } else if (portName === '') {
      yield `${name} has an unnamed port. This is not recommended, ${REQUIREMENTS}`;
    } else if (!isKnownProtocol(portName.split('-')[0] ?? '')) {
      yield `${name} port "${portName}" does not follow the Istio naming convention. ${REQUIREMENTS}`;
    }
  }
}

const NAME = ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app'];
const REVISION = ['service.istio.io/canonical-revision', 'app.kubernetes.io/version', 'version'];

/** What is said of a Deployment whose pods metrics cannot tell apart (spec §5, 4); no error. */
export function deploymentRemark(deployment: KubernetesObject): string | undefined {
  const labels = textsAt(deployment, 'spec', 'template', 'metadata', 'labels');
  const has = (names: readonly string[]) => names.some((name) => Object.hasOwn(labels, name));
  if (has(NAME) && has(REVISION)) return undefined;
  const name = `${textAt(deployment, 'metadata', 'name')}/${textAt(deployment, 'metadata', 'namespace')}:`;
  const all = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${goQuote(key)}:${goQuote(value)}`);
  const what = `may not provide Istio metrics and telemetry labels: map[${all.join(' ')}].`;
  return `deployment "${name}" ${what} ${REQUIREMENTS}`;
}

/** Whether the object is outside of the control plane's namespace, which is not looked at. */
export function isOutside(object: KubernetesObject, istioNamespace: string): boolean {
  return valueAt(object, 'metadata', 'namespace') !== istioNamespace;
}
