// SPDX-License-Identifier: Apache-2.0

import {fingerprints} from '../../analysis/gate/fingerprint.js';
import type {AnalysisReport} from '../../analysis/gate/report.js';
import type {Level} from '../../analysis/model/level.js';
import {type Place, placeOf} from '../../analysis/model/message.js';
import {type MessageCode, messageTypes} from '../../analysis/model/messages.js';
import type {PrintedMessage} from '../../analysis/run/order.js';
import {documentationUrl} from './documentation.js';
import {checkoutPath} from './place.js';

export interface SarifTool {
  version: string;
  /** What the documentation says of a message, in Markdown. */
  pageOf(code: MessageCode): string;
}

const LEVELS: Readonly<Record<Level, string>> = {Error: 'error', Warning: 'warning', Info: 'note'};

/** The report as SARIF 2.1.0 (OASIS), with a rule for each code that occurs. */
export function sarifReport(report: AnalysisReport, tool: SarifTool): string {
  const {messages, unfinished} = report;
  const codes = [...new Set(messages.map(({code}) => code))].toSorted();
  const names = fingerprints(messages);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'istioctl',
            version: tool.version,
            semanticVersion: tool.version,
            informationUri: 'https://istio.io/latest/docs/ops/diagnostic-tools/istioctl-analyze/',
            rules: codes.map((code) => rule(code, tool.pageOf(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {executionSuccessful: unfinished.length === 0, toolExecutionNotifications: notifications(report)},
        ],
        results: messages.map((message, i) => result(message, codes.indexOf(message.code), names[i] ?? '')),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(code: MessageCode, page: string): object {
  const {name, level, template} = messageTypes[code];
  const url = documentationUrl(code);
  return {
    id: code,
    name,
    shortDescription: {text: template},
    help: {text: page, markdown: page},
    ...(url !== undefined && {helpUri: url}),
    defaultConfiguration: {level: LEVELS[level]},
  };
}

function result(message: PrintedMessage, ruleIndex: number, fingerprint: string): object {
  const {code, level, text, origin, subject} = message;
  const place = placeOf(message);
  const location = {
    ...(place && {physicalLocation: physicalLocation(place)}),
    ...(origin !== undefined && {
      logicalLocations: [{name: subject?.name ?? '', fullyQualifiedName: origin, kind: 'resource'}],
    }),
  };
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[level],
    message: {text},
    ...(Object.keys(location).length > 0 && {locations: [location]}),
    partialFingerprints: {'istioctlMessage/v1': fingerprint},
  };
}

function physicalLocation({file, position}: Place): object {
  return {
    artifactLocation: {uri: uriOf(file)},
    ...(position && {region: {startLine: position.line, startColumn: position.column}}),
  };
}

/** Paths from the working directory are relative references, for viewers to resolve. */
function uriOf(file: string): string {
  const path = checkoutPath(file).split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}

/** What kept the analysis from being whole. */
function notifications({fileErrors, skipped, unfinished}: AnalysisReport): object[] {
  return [
    ...fileErrors.flatMap(({file, errors}) =>
      errors.map(({text, line}) => ({
        level: 'error',
        message: {text},
        locations: [{physicalLocation: {artifactLocation: {uri: uriOf(file)}, region: {startLine: line}}}],
      })),
    ),
    ...skipped.map(({analyzer, missing}) => ({
      level: 'note',
      message: {text: `${analyzer.name} did not run; not known: ${missing.join(', ')}`},
    })),
    ...unfinished.map(({name}) => ({level: 'error', message: {text: `no time was left for ${name}`}})),
  ];
}
