// SPDX-License-Identifier: Apache-2.0
import {kindOf} from '../../analysis/model/kinds.js';
import {decodeMessage, isRecord} from '../../api/messages/decode.js';
import {DecodeError} from '../../api/messages/decode-error.js';
import {messageNamed} from '../../api/messages/index.js';
import {ExitCode, IstioctlError} from '../../errors.js';

type Fields = Readonly<Record<string, unknown>>;

/** Fields of a rule, and the paths of those that such a rule does not have: istiod passes them over. */
export interface ReadRule {
  fields: Fields;
  unknown: string[];
}

/**
 * Returns fields of a rule of a VirtualService as istiod reads them.
 *
 * @throws IstioctlError (65) for values that the fields do not take
 */
export function readHttpRule(written: Fields): ReadRule {
  const info = kindOf('networking.istio.io/v1', 'VirtualService');
  if (!info) throw new Error('VirtualService is no kind');
  const spec = decoded(messageNamed(info.message), written);
  const [rule]: unknown[] = isRecord(spec) && Array.isArray(spec['http']) ? spec['http'] : [];
  const fields = isRecord(rule) ? rule : {};
  return {fields, unknown: unknownIn(written, fields)};
}

function decoded(message: ReturnType<typeof messageNamed>, written: Fields): unknown {
  try {
    return decodeMessage(message, {http: [written]});
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new IstioctlError(`cannot read the expected rule: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

function unknownIn(written: unknown, read: unknown): string[] {
  if (Array.isArray(written) && Array.isArray(read)) {
    return written.flatMap((one, i) => unknownIn(one, read[i]).map((path) => `[${i}].${path}`));
  }
  if (!isRecord(written) || !isRecord(read)) return [];
  return Object.entries(written).flatMap(([key, value]) => {
    // JSON of protobuf takes names in both spellings.
    const name = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (read[name] === undefined) return value ? [key] : [];
    return unknownIn(value, read[name]).map((path) => (path.startsWith('[') ? `${key}${path}` : `${key}.${path}`));
  });
}
