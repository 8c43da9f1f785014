// SPDX-License-Identifier: Apache-2.0
import {describeOrigin, type Finding} from '../../manifest/finding.js';

/** `iop.yaml:7:5 error meshConfig.accesLogFile: unknown field; did you mean "accessLogFile"?`, one line each. */
export function findingsText(findings: readonly Finding[]): string {
  return findings.map((finding) => `${findingLine(finding)}\n`).join('');
}

export function findingLine(finding: Finding): string {
  const place = describeOrigin(finding.origin);
  return `${place === '' ? '' : `${place} `}${finding.severity} ${sentence(finding)}`;
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
