// SPDX-License-Identifier: Apache-2.0
import {request} from 'node:https';
import {text} from 'node:stream/consumers';

interface Operation {
  op: string;
  path: string;
  value: unknown;
}

type Tree = Record<string, unknown> | unknown[];

/** A pod as it is after istiod's webhook, on this port of this machine, has been asked what to put into it. */
export async function injectedBy(port: number, pod: {metadata: {namespace: string}}): Promise<unknown> {
  const asked = {
    uid: 'test',
    kind: {group: '', version: 'v1', kind: 'Pod'},
    resource: {group: '', version: 'v1', resource: 'pods'},
    namespace: pod.metadata.namespace,
    operation: 'CREATE',
    object: pod,
  };
  const review = {apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: asked};
  const answer: {response: {patch?: string}} = JSON.parse(await post(port, JSON.stringify(review)));
  if (answer.response.patch === undefined) throw new Error(`istiod put nothing in: ${JSON.stringify(answer)}`);
  const operations: Operation[] = JSON.parse(Buffer.from(answer.response.patch, 'base64').toString());
  const injected: Tree = structuredClone(pod);
  for (const operation of operations) apply(injected, operation);
  return injected;
}

function post(port: number, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {'Content-Type': 'application/json'};
    const options = {host: '127.0.0.1', port, path: '/inject', method: 'POST', rejectUnauthorized: false, headers};
    request(options, (answer) => text(answer).then(resolve, reject))
      .once('error', reject)
      .end(body);
  });
}

/** One operation of a JSON Patch (RFC 6902), of the kinds that istiod sends. */
function apply(target: Tree, {op, path, value}: Operation): void {
  const steps = path.split('/').slice(1);
  const keys = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Tree>((at, key) => (at as Record<string, Tree>)[key] as Tree, target);
  if (Array.isArray(holder)) {
    if (op === 'add') holder.splice(last === '-' ? holder.length : Number(last), 0, value);
    else holder.splice(Number(last), 1, ...(op === 'remove' ? [] : [value]));
  } else if (op === 'remove') delete holder[last];
  else holder[last] = value;
}
