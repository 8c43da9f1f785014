// SPDX-License-Identifier: Apache-2.0

/** Where a value of a Go struct stands: the struct that has the field, and the path from the outermost one. */
export interface GoPlace {
  struct: string;
  path: string;
}

/** A value that does not fit its type, in the words of Go's JSON decoders. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';

  constructor(
    message: string,
    /** What was found and what was wanted, where the message can also name a struct. */
    private readonly mismatch?: {found: string; wanted: string},
  ) {
    super(message);
  }

  /** The message as it reads where the value was decoded as part of a struct. */
  within({struct, path}: GoPlace): DecodeError {
    if (!this.mismatch) return this;
    const {found, wanted} = this.mismatch;
    return new DecodeError(`json: cannot unmarshal ${found} into Go struct field ${struct}.${path} of type ${wanted}`);
  }
}

/** Says what the value is and which Go type was wanted. */
export function mismatch(value: unknown, wanted: string): DecodeError {
  const found = jsonType(value);
  return new DecodeError(`json: cannot unmarshal ${found} into Go value of type ${wanted}`, {found, wanted});
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return value === null ? 'null' : 'object';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Of a number that does not fit, Go shows the number. */
export function unfit(value: number, wanted: string): DecodeError {
  const found = `number ${numberText(value)}`;
  return new DecodeError(`json: cannot unmarshal ${found} into Go value of type ${wanted}`, {found, wanted});
}

/** A number as it stands in the JSON that Go makes of YAML. */
function numberText(value: number): string {
  const text = String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
