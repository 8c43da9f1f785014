// SPDX-License-Identifier: Apache-2.0

import {goTypeName, isMap, Struct, type Value, type ValueMap} from '../compile/value.js';
import {type Flags, noFlags, pad, printFloat, printInteger, printText} from './print-scalar.js';
import {sortedKeys} from './utf8.js';

/** Nothing that is printed gets longer than this (UTF-16 units): shared lists can stand for far more text. */
export const LONGEST = 64 * 1024 * 1024;

/** Lists and maps nest at most this deep when they are printed: one that contains itself has no end. */
const DEEPEST = 500;

/** The value as Go's `%v` prints it. Throws an Error if the text is longer than 64 Mi or the value contains itself. */
export function goString(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return formatValue(value, 'v', noFlags);
}

/** In this range JavaScript and Go write a number the same way. */
function numberText(value: number): string {
  const magnitude = Math.abs(value);
  return magnitude >= 1e-4 && magnitude < 1e6 ? String(value) : formatValue(value, 'v', noFlags);
}

/** The operands one after the other, with a blank between two that are no strings (`fmt.Sprint`). */
export function print(values: readonly Value[]): string {
  let text = '';
  let afterString = true;
  for (const value of values) {
    const isString = typeof value === 'string';
    if (!isString && !afterString) text += ' ';
    text += goString(value);
    afterString = isString;
  }
  return text;
}

/** The operands with a blank between them and a newline at the end (`fmt.Sprintln`). */
export function println(values: readonly Value[]): string {
  return `${values.map(goString).join(' ')}\n`;
}

/** One operand under one verb. What does not fit the verb is printed as `%!verb(type=value)`. */
export function formatValue(value: Value, verb: string, flags: Flags): string {
  if (value === null || value === undefined) {
    return verb === 'T' || verb === 'v' ? pad('<nil>', flags) : badVerb(value, verb, flags);
  }
  if (verb === 'T') return printText(goTypeName(value), 's', flags) ?? '';
  if (verb === 'w' && typeof value === 'object') return badVerb(value, verb, flags);
  return new ValuePrinter(verb, flags).print(value, 0);
}

function badVerb(value: Value, verb: string, flags: Flags): string {
  if (value === null || value === undefined) return `%!${verb}(<nil>)`;
  return `%!${verb}(${goTypeName(value)}=${new ValuePrinter('v', flags, true).print(value, 0)})`;
}

class ValuePrinter {
  private length = 0;

  constructor(
    private readonly verb: string,
    private readonly flags: Flags,
    /** Inside `%!v(…)` methods of the value are not called. */
    private readonly isError = false,
  ) {}

  print(value: Value, depth: number): string {
    if (depth > DEEPEST) throw new Error('the printed value nests too deeply');
    const text = this.printValue(value, depth);
    this.length += text.length;
    if (this.length > LONGEST) throw new Error('the printed value is too long');
    return text;
  }

  private printValue(value: Value, depth: number): string {
    const {verb, flags} = this;
    switch (typeof value) {
      case 'string':
        return printText(value, verb, flags) ?? badVerb(value, verb, flags);
      case 'boolean':
        return verb === 't' || verb === 'v' ? pad(String(value), flags) : badVerb(value, verb, flags);
      case 'number':
        return printFloat(value, verb, flags) ?? badVerb(value, verb, flags);
      case 'bigint':
        return printInteger(value, verb, flags) ?? badVerb(value, verb, flags);
      default:
        if (value === null || value === undefined) return flags.sharpV ? 'interface {}(nil)' : '<nil>';
        return value instanceof Struct ? this.struct(value, depth) : this.composite(value, goTypeName(value), depth);
    }
  }

  private composite(value: Value[] | ValueMap, typeName: string, depth: number): string {
    const isMapping = isMap(value);
    const items = isMapping
      ? sortedKeys(value).map((key) => `${this.print(key, depth + 1)}:${this.print(value[key], depth + 1)}`)
      : value.map((item) => this.print(item, depth + 1));
    if (this.flags.sharpV) return `${typeName}{${items.join(', ')}}`;
    return `${isMapping ? 'map' : ''}[${items.join(' ')}]`;
  }

  private struct(struct: Struct, depth: number): string {
    const {sharpV, plusV} = this.flags;
    const own = sharpV || this.isError ? undefined : this.describedByItself(struct);
    if (own !== undefined) return own;
    const isPointer = struct.typeName.startsWith('*');
    const typeName = isPointer ? struct.typeName.slice(1) : struct.typeName;
    const mark = isPointer && depth === 0 ? '&' : '';
    if (struct.underlying !== undefined) return mark + this.composite(struct.underlying, typeName, depth);
    const fields = Object.entries(struct.fields).map(
      ([name, field]) => `${sharpV || plusV ? `${name}:` : ''}${this.print(field, depth + 1)}`,
    );
    return `${mark}${sharpV ? typeName : ''}{${fields.join(sharpV ? ', ' : ' ')}}`;
  }

  private describedByItself(struct: Struct): string | undefined {
    if (!'vsxXq'.includes(this.verb)) return undefined;
    for (const name of ['Error', 'String']) {
      const method = Object.hasOwn(struct.methods, name) ? struct.methods[name] : undefined;
      const text = method?.();
      if (typeof text === 'string') return printText(text, this.verb, this.flags);
    }
    return undefined;
  }
}
