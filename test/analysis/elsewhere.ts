// SPDX-License-Identifier: Apache-2.0

/** Codes that files alone cannot bring about: unused ones, those of precheck, and those about several clusters. */
export const ELSEWHERE: readonly string[] = [
  'IST0001',
  'IST0136',
  'IST0141',
  'IST0142',
  'IST0143',
  'IST0156',
  'IST0168',
  'IST0169',
  'IST0170',
  'IST0172',
];
