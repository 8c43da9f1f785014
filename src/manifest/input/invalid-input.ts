// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import {type Finding, formatFinding} from './finding.js';

/** Validation found errors; `findings` are all it found, warnings too. */
export class InvalidInput extends IstioctlError {
  constructor(readonly findings: readonly Finding[]) {
    const errors = findings.filter(({severity}) => severity === 'error');
    const count = errors.length === 1 ? 'one mistake' : `${errors.length} mistakes`;
    super(`the input has ${count}:\n${errors.map((finding) => `  ${formatFinding(finding)}`).join('\n')}`, {
      hint: 'Nothing was printed or changed. Mend the input, or give --force to go on regardless.',
    });
  }
}
