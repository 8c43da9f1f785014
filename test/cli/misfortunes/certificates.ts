// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {FOLDER} from './faulty.js';

export interface Pair {
  cert: string;
  key: string;
}

/** A certificate that signs itself, for these names and times (`YYYYMMDDHHMMSSZ`). */
export function selfSigned(names: string, [from, to]: readonly [string, string]): Pair {
  const folder = mkdtempSync(join(FOLDER, 'pair-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const about = ['-subj', '/CN=misfortune', '-addext', `subjectAltName=${names}`, '-not_before', from, '-not_after', to];
  execFileSync('openssl', [...request, ...about, '-keyout', key, '-out', cert], {stdio: 'pipe'});
  return {cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8')};
}

export const GOOD = ['20200101000000Z', '20990101000000Z'] as const;
export const PAST = ['20200101000000Z', '20210101000000Z'] as const;
export const FUTURE = ['20980101000000Z', '20990101000000Z'] as const;
