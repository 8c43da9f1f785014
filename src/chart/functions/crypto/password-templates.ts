// SPDX-License-Identifier: Apache-2.0

// The tables of the Master Password algorithm, version 3. Each letter of a template stands for a set of characters.

const VOWELS = 'aeiou';
const CONSONANTS = 'bcdfghjklmnpqrstvwxyz';
const upper = (text: string) => text.toUpperCase();
const letters = upper(VOWELS) + VOWELS + upper(CONSONANTS) + CONSONANTS;

export const PASSWORD_CHARACTERS: Readonly<Record<string, string>> = {
  V: upper(VOWELS),
  C: upper(CONSONANTS),
  v: VOWELS,
  c: CONSONANTS,
  A: upper(VOWELS) + upper(CONSONANTS),
  a: letters,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${letters}0123456789!@#$%^&*()`,
};

function words(text: string): readonly string[] {
  return text.split(' ');
}

export const PASSWORD_TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  maximum: words('anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno'),
  long: words(
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
      'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
      'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno',
  ),
  medium: words('CvcnoCvc CvcCvcno'),
  short: words('Cvcn'),
  basic: words('aaanaaan aannaaan aaannaaa'),
  pin: words('nnnn'),
};
