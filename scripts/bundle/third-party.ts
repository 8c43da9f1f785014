// SPDX-License-Identifier: Apache-2.0
import type {BundledPackage} from './packages.js';

/**
 * Returns THIRD-PARTY.md: the packages whose code is in the bundle, with their licences. A text that several packages
 * share stands once, below the packages that share it.
 */
export function thirdParty(packages: readonly BundledPackage[]): string {
  const rows = packages.map(({name, version, license, homepage}) => {
    return `| ${homepage === undefined ? name : `[${name}](${homepage})`} | ${version} | ${license} |`;
  });
  const sharing = new Map<string, string[]>();
  for (const {name, version, texts} of packages) {
    for (const text of texts) sharing.set(text, [...(sharing.get(text) ?? []), `${name} ${version}`]);
  }
  const texts = [...sharing].map(([text, names]) => `## ${names.join(', ')}\n\n${indented(text)}`);
  return `${HEAD}\n${rows.join('\n')}\n\n${texts.join('\n\n')}\n`;
}

const HEAD = `# Packages of others in istioctl

The program is one bundle. It has code of these packages in it; their licences follow the table.

| Package | Version | Licence |
|---|---|---|`;

/** Markdown shows lines that begin with four spaces as they are. */
function indented(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/^(?=.)/gm, '    ');
}
