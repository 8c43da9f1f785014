// SPDX-License-Identifier: Apache-2.0
import {proxiesByPart} from '../../preview/change/groups.js';
import type {ChangedObject} from '../../preview/change/objects.js';
import {plainChange} from '../proxy-diff/report.js';
import type {ChangeReport} from './report.js';

/** Returns what changes for which proxies, for programs. */
export function changeJson(report: ChangeReport): string {
  const {total, changed, added, removed, groups, objects, idle, notSimulated, unread} = report;
  const document = {
    apiVersion: 'istioctl/v1',
    kind: 'PreviewedChange',
    proxies: {total, changed: changed.length, added, removed, ...proxiesByPart(groups)},
    objects: objects.map(plainObject),
    changes: groups.map(({part, change, type, name, values, proxies, causes}) => ({
      part,
      change,
      type,
      name,
      values: values.map(plainChange),
      proxies,
      causes: causes.map(plainObject),
    })),
    envoyFilters: idle.map(({index, before, ...filter}) => ({...filter, patch: index, effectBefore: before})),
    notSimulated,
    notRead: unread,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function plainObject({change, kind, namespace, name, origin}: ChangedObject) {
  return {change, kind, namespace, name, ...origin};
}
