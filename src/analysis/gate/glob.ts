// SPDX-License-Identifier: Apache-2.0

/**
 * Whether a path matches a pattern as in .gitignore: `*` and `?` stay within a name, `**` spans folders, a pattern
 * without a slash is about names at any depth, and a folder stands for all that is in it. Paths have `/` between names.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/\/+$/, '').includes('/');
  const body = pattern.replace(/^\.?\//, '').replace(/\/+$/, '');
  const expression = new RegExp(`^${anchored ? '' : '(?:.*/)?'}${expressionOf(body)}(?:/.*)?$`, 's');
  return expression.test(path);
}

function expressionOf(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|[*?]|[\\^$.+()[\]{}|]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    return token === '?' ? '[^/]' : `\\${token}`;
  });
}
