// SPDX-License-Identifier: Apache-2.0
import {type ErrorDetails, IstioctlError} from '../errors.js';

export interface ApiErrorDetails extends ErrorDetails {
  /** HTTP status; left out when no answer came. */
  status?: number;
  /** Kubernetes' own word for it, such as `AlreadyExists`. */
  reason?: string;
  /** Where to go on with a list whose continue token has expired, as the server offers it. */
  continueWith?: string;
  /** Whether the same request may succeed later without anybody doing anything. */
  transient: boolean;
}

/** A request to the API server that failed; the message names the cluster, or the object and what was to be done. */
export class ApiError extends IstioctlError {
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly continueWith: string | undefined;
  readonly transient: boolean;

  constructor(message: string, details: ApiErrorDetails) {
    super(message, details);
    this.status = details.status;
    this.reason = details.reason;
    this.continueWith = details.continueWith;
    this.transient = details.transient;
  }
}

/** The API server and the node did their part, and the pod or its port did not. */
export class PodError extends ApiError {}

/** The way to the pod is fine, and nothing in it serves the port as it should. */
export class PortError extends PodError {}
