// SPDX-License-Identifier: Apache-2.0

export interface BugReportSettings {
  'istio-namespace': string;
  'full-secrets'?: boolean | undefined;
  /** Milliseconds. */
  timeout: number;
  include?: readonly string[] | undefined;
  exclude: readonly string[];
  'start-time'?: string | undefined;
  'end-time'?: string | undefined;
  duration?: number | undefined;
}

/** What a report was made with, as it tells it (spec/install.md §1.14). */
export function settingsText(settings: BugReportSettings): string {
  const lines = [
    `istio-namespace: ${settings['istio-namespace']}`,
    `full-secrets: ${settings['full-secrets'] ?? false}`,
    `timeout (mins): ${settings.timeout / 60_000}`,
    `include: ${selectionsText(settings.include ?? [''])}`,
    `exclude: ${selectionsText(settings.exclude)}`,
    ...(['start-time', 'end-time'] as const).flatMap((name) => (settings[name] ? [`${name}: ${settings[name]}`] : [])),
    ...(settings.duration ? [`duration: ${settings.duration / 1000}s`] : []),
  ];
  return `Running with the following config: \n\n${lines.join('\n')}\n\n\n`;
}

const PARTS = ['Namespaces', 'Deployments', 'Pods', 'Labels', 'Annotations', 'Containers'];

function selectionsText(selections: readonly string[]): string {
  return selections
    .map((selection) => {
      const parts = selection
        .split('/')
        .map((part, i) => (part === '' || part === '*' ? [] : [`${PARTS[i]}: ${part}`]));
      return `{ ${parts.flat().join('/')} }`;
    })
    .join(' AND ');
}
