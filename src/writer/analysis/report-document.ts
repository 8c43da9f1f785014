// SPDX-License-Identifier: Apache-2.0

import type {AnalysisReport} from '../../analysis/gate/report.js';
import {placeOf} from '../../analysis/model/message.js';
import {emitYaml} from '../../yaml/emit.js';
import {fieldsOf, goJson} from './messages.js';

/** The whole report as one document: beside the messages what was not looked at, and why. */
export function reportDocument(report: AnalysisReport, format: 'json' | 'yaml', showCluster: boolean): string {
  const {messages, known, fileErrors, skipped, unfinished} = report;
  const document = {
    apiVersion: 'istioctl/v1',
    kind: 'AnalysisReport',
    complete: skipped.length === 0 && unfinished.length === 0 && fileErrors.length === 0,
    known,
    messages: messages.map((message) => ({...fieldsOf(message, {showCluster}), ...placeOf(message)?.position})),
    skipped: skipped.map(({analyzer, missing}) => ({analyzer: analyzer.name, missing})),
    unfinished: unfinished.map(({name}) => name),
    unread: fileErrors.flatMap(({file, errors}) => errors.map(({text, line}) => ({file, line, message: text}))),
  };
  return format === 'json' ? goJson(document) : emitYaml(document);
}
