// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Cluster, ClusterReader, KubeObject} from '../../io/kube/cluster.js';
import {textIn} from '../../manifest/input/tree.js';
import type {Owner} from '../apply/labels.js';

const SECRET = {apiVersion: 'v1', kind: 'Secret'};
const FIELD_MANAGER = 'istioctl';

/** Marks what records the inputs of an install; its value is the revision. */
const INPUTS_OF = 'istioctl.istio.io/inputs-of';

/** What an install was asked for, enough to ask for the same again. */
export interface RecordedInputs {
  revision: string;
  /** metadata.name of the IstioOperator; '' when it had none. */
  owner: string;
  /** Version that was installed. */
  version: string;
  files: readonly {name: string; text: string}[];
  set: readonly string[];
}

/**
 * Records the inputs of an install beside its control plane: in a Secret, because files may hold what is not for
 * everybody. The same inputs again write nothing.
 */
export async function recordInputs(
  cluster: Pick<Cluster, 'apply'>,
  {name, namespace, revision}: Owner,
  inputs: Pick<RecordedInputs, 'version' | 'files' | 'set'>,
): Promise<void> {
  const record: RecordedInputs = {revision: revision || 'default', owner: name, ...inputs};
  const secretName = ['istioctl-inputs', record.revision, name].filter(Boolean).join('-');
  const inputsJson = Buffer.from(JSON.stringify(record)).toString('base64');
  await cluster.apply(
    {
      ...SECRET,
      metadata: {namespace, name: secretName, labels: {[INPUTS_OF]: record.revision}},
      type: 'istioctl.istio.io/inputs',
      data: {'inputs.json': inputsJson},
    },
    {fieldManager: FIELD_MANAGER, force: true},
  );
}

/** The records of a namespace, of one revision or of all, sorted by revision and owner. */
export async function readRecords(
  cluster: ClusterReader,
  namespace: string,
  revision?: string,
): Promise<RecordedInputs[]> {
  const secrets = await findRecords(cluster, namespace, revision);
  return secrets
    .flatMap((secret) => recordIn(secret) ?? [])
    .sort((a, b) => (`${a.revision}/${a.owner}` < `${b.revision}/${b.owner}` ? -1 : 1));
}

/** The Secrets that hold them; of all namespaces when none is named. */
export function findRecords(
  cluster: Pick<ClusterReader, 'list'>,
  namespace: string | undefined,
  revision?: string,
): Promise<KubeObject[]> {
  const labelSelector = revision === undefined ? INPUTS_OF : `${INPUTS_OF}=${revision}`;
  return cluster.list(SECRET, {namespace, labelSelector});
}

function recordIn(secret: KubeObject): RecordedInputs | undefined {
  const encoded = textIn(secret, ['data', 'inputs.json']);
  if (encoded === undefined) return undefined;
  try {
    const record: RecordedInputs = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    return record;
  } catch (cause) {
    const {namespace, name} = secret.metadata;
    throw new IstioctlError(`key inputs.json of Secret ${namespace}/${name} is no record of an install`, {
      cause,
      exitCode: ExitCode.UnreadableInput,
      hint: 'A snapshot holds Secrets without their values; in a cluster the Secret was changed by somebody else.',
    });
  }
}
