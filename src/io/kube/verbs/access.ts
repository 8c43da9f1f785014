// SPDX-License-Identifier: Apache-2.0

import type {ApiClient} from '../http/api-client.js';
import {stringify} from '../http/json.js';
import {mapField, textField} from './fields.js';

/** Something that one may or may not do, as RBAC names it. */
export interface Access {
  verb: string;
  /** Empty for the core kinds. */
  group: string;
  version: string;
  /** The plural. */
  resource: string;
  namespace?: string;
}

export interface AccessVerdict {
  allowed: boolean;
  /** What the server says about it; often nothing. */
  reason: string;
}

/** What it takes to ask for one's own rights. */
export interface AccessReviewer {
  /** Whether the user of the kubeconfig may do it, by SelfSubjectAccessReview. */
  reviewAccess(access: Access): Promise<AccessVerdict>;
}

const API = 'authorization.k8s.io/v1';

export function createAccessReviewer(client: ApiClient): AccessReviewer {
  return {
    async reviewAccess(access) {
      const review = {apiVersion: API, kind: 'SelfSubjectAccessReview', spec: {resourceAttributes: access}};
      const answer = await client.request(
        {verb: 'create', subject: review.kind},
        {method: 'POST', path: `/apis/${API}/selfsubjectaccessreviews`, body: stringify(review)},
      );
      const status = mapField(answer, 'status') ?? {};
      return {allowed: status['allowed'] === true, reason: textField(status, 'reason') ?? ''};
    },
  };
}
