// SPDX-License-Identifier: Apache-2.0
import {ChartError} from './error.js';
import {globMatcher} from './glob.js';

/** One line of .helmignore. */
interface IgnoreRule {
  readonly isNegated: boolean;
  readonly folderOnly: boolean;
  matches(path: string): boolean;
}

/** The rules of a `.helmignore` file, and the one that always holds: hidden files among the templates. */
export function parseIgnoreRules(text: string): readonly IgnoreRule[] {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(ruleOf);
  return [...rules, ruleOf('templates/.?*')];
}

function ruleOf(line: string): IgnoreRule {
  if (line.includes('**')) {
    throw new ChartError(`.helmignore: ${line}: double-star (**) is not supported`, {
      helmText: 'double-star (**) syntax is not supported',
      unreadable: true,
    });
  }
  const isNegated = line.startsWith('!');
  const bare = isNegated ? line.slice(1) : line;
  const folderOnly = bare.endsWith('/');
  const pattern = folderOnly ? bare.slice(0, -1) : bare;
  const glob = globMatcher(pattern.replace(/^\//, '').replaceAll(/[{},]/g, String.raw`\$&`));
  const isWholePath = pattern.includes('/');
  return {isNegated, folderOnly, matches: (path) => glob(isWholePath ? path : path.slice(path.lastIndexOf('/') + 1))};
}

/** Whether the file, or a folder it is in, is to be left out. */
export function isIgnored(rules: readonly IgnoreRule[], path: string): boolean {
  const parts = path.split('/');
  return parts.some((_, i) => isEntryIgnored(rules, parts.slice(0, i + 1).join('/'), i < parts.length - 1));
}

/** The first rule that applies decides; a negated rule leaves out everything that it does not match. */
function isEntryIgnored(rules: readonly IgnoreRule[], path: string, isFolder: boolean): boolean {
  for (const rule of rules) {
    if (rule.isNegated) {
      if ((rule.folderOnly && !isFolder) || !rule.matches(path)) return true;
    } else if ((!rule.folderOnly || isFolder) && rule.matches(path)) return true;
  }
  return false;
}
