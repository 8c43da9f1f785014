// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {FOLDER} from './faulty.js';

export interface Pair {
  cert: string;
  key: string;
}

/** From and until when a certificate is good, as OpenSSL has it. */
export const GOOD = ['20200101000000Z', '20990101000000Z'] as const;
export const PAST = ['20200101000000Z', '20210101000000Z'] as const;
export const FUTURE = ['20980101000000Z', '20990101000000Z'] as const;

/** A certificate that signs itself, for these names. */
export function selfSigned(names: string, [from, to]: readonly [string, string]): Pair {
  const folder = mkdtempSync(join(FOLDER, 'pair-'));
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('index'), '');
  writeFileSync(
    path('ca.conf'),
    `[ca]
default_ca = own
[own]
database = ${path('index')}
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
subjectAltName = ${names}
`,
  );
  const openssl = (line: string): void => void execFileSync('openssl', line.split(' '), {stdio: 'pipe'});
  openssl(
    `req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=misfortune -keyout ${path('key')} -out ${path('csr')}`,
  );
  openssl(
    `ca -batch -selfsign -notext -config ${path('ca.conf')} -keyfile ${path('key')} -in ${path('csr')} -startdate ${from} -enddate ${to} -out ${path('cert')}`,
  );
  return {cert: readFileSync(path('cert'), 'utf8'), key: readFileSync(path('key'), 'utf8')};
}
