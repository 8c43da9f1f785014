// SPDX-License-Identifier: Apache-2.0
import {answerWhy, materialOf, type WhyRequest} from '../../src/actions/why/answer.js';
import {IstioctlError} from '../../src/errors.js';
import type {Terminal} from '../../src/io/terminal.js';

interface Group {
  count: number;
  code: number;
  flag: string;
  detail: string;
  line: string;
  cause: {
    id: string;
    text: string;
    proof: string[];
    fix: string;
    change: {kind: string; namespace: string; name: string; field: string}[];
  } | null;
  ruledOut: {id: string; why: string}[];
}

const NOTHING: WhyRequest = {
  ...{file: [], log: [], config: [], dump: [], stats: [], output: 'text', istioNamespace: 'istio-system'},
  ...{request: undefined, to: undefined, result: undefined, flag: undefined},
};

/** Runs `why` on files in both formats. */
export async function whyOf(asked: Partial<WhyRequest>): Promise<{groups: Group[]; text: string; exitCode: number}> {
  const request = {...NOTHING, ...asked};
  let out = '';
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    ...{drained: async () => {}, err: () => {}, readStdin: async () => '', readLine: async () => undefined},
    ...{readStdinBytes: async () => Buffer.from(''), env: {}, interactive: false, colour: false, columns: 100},
  };
  const material = await materialOf(request, terminal);
  const ended = (output: string): number => {
    out = '';
    try {
      answerWhy({...request, output}, material, terminal);
      return 0;
    } catch (error) {
      if (error instanceof IstioctlError) return error.exitCode;
      throw error;
    }
  };
  const exitCode = ended('json');
  const {groups} = JSON.parse(out);
  ended('text');
  return {groups, text: out, exitCode};
}
