// SPDX-License-Identifier: Apache-2.0

import {createHash} from 'node:crypto';
import {fingerprints} from '../../analysis/gate/fingerprint.js';
import type {AnalysisReport} from '../../analysis/gate/report.js';
import type {Level} from '../../analysis/model/level.js';
import {placeOf} from '../../analysis/model/message.js';
import {checkoutPath} from './place.js';

const SEVERITIES: Readonly<Record<Level, string>> = {Error: 'major', Warning: 'minor', Info: 'info'};

/** What GitLab calls a Code Quality report. Each entry needs a file; what is about a cluster names its resource there. */
export function gitlabReport({messages, fileErrors}: AnalysisReport): string {
  const names = fingerprints(messages);
  const unread = fileErrors.flatMap(({file, errors}) =>
    errors.map(({text, line}) => ({
      description: text,
      check_name: 'unreadable',
      fingerprint: createHash('sha256')
        .update(JSON.stringify([file, text]))
        .digest('hex')
        .slice(0, 32),
      severity: 'critical',
      location: {path: checkoutPath(file), lines: {begin: line}},
    })),
  );
  const found = messages.map((message, i) => {
    const {code, level, text, origin} = message;
    const place = placeOf(message);
    return {
      description: origin === undefined ? text : `${text} (${origin})`,
      check_name: code,
      fingerprint: names[i],
      severity: SEVERITIES[level],
      location: {
        path: place ? checkoutPath(place.file) : (origin?.replaceAll(' ', '/') ?? 'cluster'),
        lines: {begin: place?.position?.line ?? 1},
      },
    };
  });
  return `${JSON.stringify([...unread, ...found], undefined, 2)}\n`;
}
