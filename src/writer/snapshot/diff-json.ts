// SPDX-License-Identifier: Apache-2.0
import {fieldText} from '../../snapshot/diff/fields.js';
import type {SnapshotDiff} from '../../snapshot/diff/report.js';

/** Returns a difference of snapshots as a document; paths of fields are texts. */
export function snapshotDiffJson(diff: SnapshotDiff): string {
  const objects = diff.objects.map(({fields, ...object}) => ({
    ...object,
    fields: fields.map(({path, ...field}) => ({path: fieldText(path), ...field})),
  }));
  const document = {apiVersion: 'istioctl/v1', kind: 'SnapshotDiff', ...diff, objects};
  return `${JSON.stringify(document, null, 2)}\n`;
}
