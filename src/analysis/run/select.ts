// SPDX-License-Identifier: Apache-2.0

import {ExitCode, IstioctlError} from '../../errors.js';
import {didYouMean} from '../../suggest.js';
import type {AnalyzerEntry} from '../model/analyzer.js';

/**
 * The analyzers of those names; all where none is named. A name that none has is an error, unless not `strict`: then
 * it is passed over, and where no name is left, all analyzers run, as in the reference.
 */
export function selectAnalyzers(
  all: readonly AnalyzerEntry[],
  names: readonly string[],
  {strict}: {strict: boolean},
): readonly AnalyzerEntry[] {
  const known = all.map(({name}) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (strict && unknown !== undefined) {
    const hint = didYouMean(unknown, known) ?? 'istioctl analyze -L lists them';
    throw new IstioctlError(`there is no analyzer "${unknown}"`, {exitCode: ExitCode.Usage, hint});
  }
  const chosen = all.filter(({name}) => names.includes(name));
  return chosen.length > 0 ? chosen : all;
}
