// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../analysis/model/go-format.js';
import {fullName, type IstioKind} from '../analysis/model/resource.js';

const DRY_RUN = 'istio.io/dry-run';
const ALWAYS_REJECT = 'internal.istio.io/webhook-always-reject';
/** Set by the control plane on what it makes itself. */
const OWN = ['internal.istio.io/parent-namespace', 'internal.istio.io/parents'];

interface Annotated {
  name: string;
  namespace: string;
  annotations: Readonly<Record<string, string>>;
  spec: object;
}

/** What is wrong with the annotations of an object of Istio's; it ends the validation (spec §4.0). */
export function annotationProblem(kind: IstioKind, config: Annotated): string | undefined {
  const {annotations} = config;
  const dryRun = annotations[DRY_RUN];
  const problem = dryRun === undefined ? undefined : dryRunProblem(kind, config, dryRun);
  if (problem !== undefined) return problem;
  if (Object.hasOwn(annotations, ALWAYS_REJECT)) return `${goQuote(ALWAYS_REJECT)} annotation found, rejecting`;
  const own = OWN.find((name) => Object.hasOwn(annotations, name));
  return own && `${goQuote(own)} annotation found, this may not be set by users`;
}

function dryRunProblem(kind: IstioKind, config: Annotated, value: string): string | undefined {
  const name = fullName(config);
  if (kind !== 'AuthorizationPolicy')
    return `${name} has unsupported annotation ${DRY_RUN}, please remove the annotation`;
  const action = 'action' in config.spec ? String(config.spec.action) : 'ALLOW';
  if (action !== 'ALLOW' && action !== 'DENY') {
    return `the annotation ${DRY_RUN} currently only supports action ALLOW/DENY, found action ${action} in ${name}`;
  }
  if (/^(?:1|0|t|T|TRUE|true|True|f|F|FALSE|false|False)$/.test(value)) return undefined;
  const reason = `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`;
  return `${name} has annotation ${DRY_RUN} with invalid value (${value}): ${reason}`;
}
