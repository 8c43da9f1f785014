// SPDX-License-Identifier: Apache-2.0
import {type Finding, formatFinding} from '../../manifest/input/finding.js';

/** A line for each and a count: `iop.yaml:7:5 error meshConfig.accesLogFile: unknown field; did you mean "accessLogFile"?` */
export function findingsText(findings: readonly Finding[]): string {
  return [...findings.map(formatFinding), summary(findings)].map((line) => `${line}\n`).join('');
}

function summary(findings: readonly Finding[]): string {
  const errors = findings.filter(({severity}) => severity === 'error').length;
  const warnings = findings.length - errors;
  return findings.length === 0 ? 'no mistakes found' : `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One document for programs. */
export function findingsJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'Findings', findings}, null, 2)}\n`;
}

/** Workflow commands, which GitHub shows beside the lines of a pull request. */
export function findingsGithub(findings: readonly Finding[]): string {
  return findings
    .map((finding) => {
      const {file, line, column, set} = finding.origin;
      const place = {file, line, col: column, title: set === undefined ? undefined : `--set ${set}`};
      const properties = Object.entries(place)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
        .join(',');
      return `::${finding.severity}${properties === '' ? '' : ` ${properties}`}::${escapeData(sentence(finding))}\n`;
    })
    .join('');
}

function sentence({path, message, suggestion}: Finding): string {
  return `${path}: ${message}${suggestion === undefined ? '' : `; ${suggestion}`}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
