// SPDX-License-Identifier: Apache-2.0
import {isRecord} from '../../api/messages/decode.js';
import type {MeshObject} from '../model/object.js';

const ANNOTATION = 'proxy.istio.io/health-checks-enabled';

/** Whether a WorkloadEntry counts: one with health checks does once its status says that it is healthy. */
export function isHealthy({annotations, status}: MeshObject): boolean {
  if (!['1', 't', 'true'].includes((annotations[ANNOTATION] ?? '').toLowerCase())) return true;
  const conditions = isRecord(status) && Array.isArray(status['conditions']) ? status['conditions'] : [];
  return conditions.filter(isRecord).some(({type, status: holds}) => type === 'Healthy' && holds === 'True');
}
