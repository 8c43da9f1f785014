// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {explainWord, WORDS} from '../../src/why/explain/explain.js';

describe('words of access logs', () => {
  test('are all flags of Envoy 1.40, each word once, each with something to say', () => {
    const flags = WORDS.filter(({kind}) => kind === 'flag').map(({word}) => word);
    const known =
      'DC DF DI DO DPE DR DT FI IH LH LR NC NFCF NR OM RFCF RL RLSE SI UAEX UC UDO UF UH UMSDR UO UPE UR URX UT';
    expect(flags.toSorted().join(' ')).toBe(known);
    expect(new Set(WORDS.map(({word}) => word)).size).toBe(WORDS.length);
    for (const {meaning, causes, tell} of WORDS)
      expect([meaning, tell, ...causes].every((text) => text.length > 5)).toBe(true);
  });

  test.each([
    ['uf', 'UF'],
    ['rbac_access_denied_matched_policy[none]', 'rbac_access_denied_matched_policy'],
    ['upstream_reset_before_response_started{connection_failure,TLS_error}', 'upstream_reset_before_response_started'],
    ['http2.violation.of.messaging.rule', 'http2'],
  ])('%s is found', (text, word) => {
    expect(explainWord(text).word).toBe(word);
  });

  test('others are refused', () => {
    expect(() => explainWord('ZZ')).toThrow('unknown response flag or code detail "ZZ"');
  });
});
