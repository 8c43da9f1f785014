// SPDX-License-Identifier: Apache-2.0

import type {AnalysisReport} from '../../analysis/gate/report.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {nearest} from '../../suggest.js';
import {type MessageFormat, type MessageStyle, messageWriters} from './messages.js';
import type {SarifTool} from './sarif.js';

/** Formats that tell more than messages. */
const REPORTS = ['sarif', 'github', 'gitlab', 'junit'] as const;

type ReportFormat = (typeof REPORTS)[number];

/** One `-o`: a format, for standard output unless a file is named. */
export interface Output {
  format: MessageFormat | ReportFormat;
  file?: string;
}

const FORMATS = [...Object.keys(messageWriters), ...REPORTS];

/**
 * Reads the values of `-o`, `FORMAT` or `FORMAT=FILE`. Where all go to files, people at the terminal still get the log.
 * In compatibility mode the last one counts and there are the formats of the reference only.
 */
export function parseOutputs(texts: readonly string[], {compat}: {compat: boolean}): Output[] {
  if (compat) return [{format: messageFormat(texts.at(-1) ?? 'log', () => undefined)}];
  const outputs = texts.map(parseOutput);
  const places = outputs.map(({file}) => file ?? 'standard output');
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  if (twice !== undefined) {
    throw new IstioctlError(`two outputs go to ${twice}`, {
      exitCode: ExitCode.Usage,
      hint: 'name a file for all but one, such as -o sarif=out.sarif',
    });
  }
  return places.includes('standard output') ? outputs : [...outputs, {format: 'log'}];
}

function parseOutput(text: string): Output {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).toLowerCase();
  const format = isReport(name) ? name : messageFormat(name, hintAbout);
  if (at < 0) return {format};
  const file = text.slice(at + 1);
  if (file === '') throw new IstioctlError(`-o ${text}: a file is missing behind =`, {exitCode: ExitCode.Usage});
  return {format, file};
}

function isReport(name: string): name is ReportFormat {
  return REPORTS.some((format) => format === name);
}

function messageFormat(text: string, hintFor: (name: string) => string | undefined): MessageFormat {
  const name = text.toLowerCase();
  const format = Object.keys(messageWriters).find((known): known is MessageFormat => known === name);
  if (format) return format;
  const hint = hintFor(name);
  throw new IstioctlError(`${text} not a valid option for format. See istioctl analyze --help`, {
    exitCode: ExitCode.Usage,
    ...(hint !== undefined && {hint}),
  });
}

function hintAbout(name: string): string {
  const [near] = nearest(name, FORMATS);
  return near === undefined ? `formats are ${FORMATS.join(', ')}` : `did you mean "${near}"?`;
}

export interface OutputStyle extends MessageStyle {
  /** JSON and YAML are to be the whole report, not the list of messages that the reference knows. */
  wholeReport: boolean;
  tool(): SarifTool;
}

/** A report in a format; what few ask for is loaded only then. */
export async function outputText(
  format: Output['format'],
  report: AnalysisReport,
  style: OutputStyle,
): Promise<string> {
  if (format === 'log' || (!isReport(format) && !style.wholeReport)) {
    return messageWriters[format](report.messages, style);
  }
  const reports = await import('./reports.js');
  switch (format) {
    case 'sarif':
      return reports.sarifReport(report, style.tool());
    case 'github':
      return reports.githubReport(report);
    case 'gitlab':
      return reports.gitlabReport(report);
    case 'junit':
      return reports.junitReport(report);
    case 'json':
    case 'yaml':
      return reports.reportDocument(report, format, style.showCluster);
  }
}
