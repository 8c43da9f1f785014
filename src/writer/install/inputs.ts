// SPDX-License-Identifier: Apache-2.0
import type {DroppedSetting} from '../../install/plan/dropped-settings.js';
import type {RecordedInputs} from '../../install/record/record.js';
import {emitYaml} from '../../yaml/emit.js';

/** What an install forgets of the one before it. */
export function droppedText(dropped: readonly DroppedSetting[]): string {
  const lines = dropped.map(({path, before, after}) => `  ${path}: ${before} -> ${after ?? '(default)'}`);
  const head =
    'WARNING: the last install was given settings that this one is not; they go back to what the profile says:';
  return `${[head, ...lines, '--from-cluster keeps them.'].join('\n')}\n`;
}

export const INPUT_FORMATS = ['text', 'json', 'yaml'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** What installs were asked for. */
export function recordedInputsText(records: readonly RecordedInputs[], format: InputFormat): string {
  const document = {apiVersion: 'istioctl/v1', kind: 'Installed', installs: records};
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  if (format === 'yaml') return emitYaml(document);
  return records.map(recordText).join('\n');
}

function recordText({revision, owner, version, files, set}: RecordedInputs): string {
  const name = owner === '' ? '' : `, IstioOperator ${owner}`;
  return [
    `Revision ${revision}${name}: Istio ${version}`,
    ...set.map((argument) => `  --set ${argument}`),
    ...files.flatMap(({name, text}) => [
      `  -f ${name}`,
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
    ]),
    ...(set.length + files.length === 0 ? ['  no settings: the default profile as it is'] : []),
    '',
  ].join('\n');
}
