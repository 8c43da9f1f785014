// SPDX-License-Identifier: Apache-2.0

import type {PatternMatcher} from './structural/scalars.js';

let matcher: Promise<PatternMatcher> | undefined;

/** A matcher for expressions in RE2's syntax; the engine is loaded once, and each expression compiled once. */
export function loadPatternMatcher(): Promise<PatternMatcher> {
  matcher ??= createMatcher();
  return matcher;
}

async function createMatcher(): Promise<PatternMatcher> {
  const {RE2JS} = await import('re2js');
  const compiled = new Map<string, ReturnType<typeof RE2JS.compile>>();
  return (pattern, text) => {
    let expression = compiled.get(pattern);
    if (!expression) {
      expression = RE2JS.compile(pattern);
      compiled.set(pattern, expression);
    }
    return expression.matcher(text).find();
  };
}
