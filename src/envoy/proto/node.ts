// SPDX-License-Identifier: Apache-2.0

/**
 * A message as protobuf's JSON writes it, ready to print: known fields that are set, in the order of declaration. Numbers
 * of 64 bits are strings by then. Printers tell kinds of objects apart, as one of the reference's indents them differently.
 */
export type ProtoNode = string | number | boolean | null | ProtoList | ProtoObject;

export interface ProtoList {
  /** `values` are google.protobuf.ListValue. */
  readonly kind: 'list' | 'values';
  readonly items: readonly ProtoNode[];
}

export interface ProtoObject {
  /** `struct` is google.protobuf.Struct. */
  readonly kind: 'message' | 'map' | 'struct';
  readonly entries: readonly (readonly [name: string, value: ProtoNode])[];
}
