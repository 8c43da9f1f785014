// SPDX-License-Identifier: Apache-2.0
import type {Gap} from '../../bug-report/collect.js';
import {IstioctlError} from '../../errors.js';
import {ApiError, PodError, PortError} from '../../kube/api-error.js';
import type {MissingPart} from '../manifest.js';

/** Returns a gap as a snapshot keeps it, with what whoever meets it later has to know. */
export function missingPart({title, path, why, error}: Gap): MissingPart {
  const {hint} = error instanceof IstioctlError ? error : {};
  const status = error instanceof ApiError ? error.status : undefined;
  const hop = error instanceof PortError ? 'port' : error instanceof PodError ? 'pod' : undefined;
  return {
    what: title,
    path,
    why,
    ...(status !== undefined && {status}),
    ...(hop && {hop}),
    ...(hint !== undefined && {hint}),
  };
}
