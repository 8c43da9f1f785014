// SPDX-License-Identifier: Apache-2.0
import type {TemplateFunction} from '../../template/compile/function.js';
import type {Context, LazyGroup} from './context.js';
import type {FunctionTable} from './parameters.js';

/** The names of the functions in each lazily loaded file. Tests hold the files to these lists. */
export const lazyNames: Readonly<Record<LazyGroup, readonly string[]>> = {
  regex: words(
    'regexMatch regexFind regexFindAll regexReplaceAll regexReplaceAllLiteral regexSplit regexQuoteMeta',
    'mustRegexMatch mustRegexFind mustRegexFindAll mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit',
  ),
  crypto: words(
    'sha1sum sha256sum sha512sum bcrypt htpasswd derivePassword encryptAES decryptAES genPrivateKey buildCustomCert',
    'genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey',
    'randAlphaNum randAlpha randAscii randNumeric randBytes randInt shuffle uuidv4',
  ),
  dates: words(
    'ago date dateInZone date_in_zone dateModify date_modify mustDateModify must_date_modify duration durationRound',
    'htmlDate htmlDateInZone mustToDate now toDate unixEpoch',
  ),
};

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

const groups: readonly LazyGroup[] = ['regex', 'crypto', 'dates'];
const loaded = new Map<LazyGroup, (context: Context) => FunctionTable>();

/** Loads the functions of that group. */
export async function load(group: LazyGroup): Promise<void> {
  if (loaded.has(group)) return;
  switch (group) {
    case 'regex':
      loaded.set(group, (await import('./text/regex.js')).regexFunctions);
      return;
    case 'crypto':
      loaded.set(group, (await import('./crypto/crypto.js')).cryptoFunctions);
      return;
    case 'dates':
      loaded.set(group, (await import('./dates.js')).dateFunctions);
  }
}

/** The groups of which the text mentions a function. */
export function groupsIn(text: string): LazyGroup[] {
  return groups.filter((group) => lazyNames[group].some((name) => text.includes(name)));
}

/**
 * All lazy functions. A call of one that is not loaded (its name came with a value, through `tpl`) notes the group in
 * the context and fails; the renderer then loads the group and starts again.
 */
export function lazyFunctions(context: Context): FunctionTable {
  const functions: Record<string, TemplateFunction> = {};
  for (const group of groups) {
    let table: FunctionTable | undefined;
    for (const name of lazyNames[group]) {
      functions[name] = (args, call) => {
        table ??= loaded.get(group)?.(context);
        const fn = table?.[name];
        if (fn !== undefined) return fn(args, call);
        if (table !== undefined) throw new Error(`${name} is not offered`);
        context.missing = group;
        throw new Error(`${name} is not loaded yet`);
      };
    }
  }
  return functions;
}
