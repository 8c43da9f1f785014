// SPDX-License-Identifier: Apache-2.0

/** A resource of Envoy as JSON with the field names of its protobuf; absent where zero, as protobuf's JSON leaves zero out. */
export interface EnvoyMessage {
  [field: string]: EnvoyValue | undefined;
}

export type EnvoyValue = string | number | boolean | null | EnvoyMessage | readonly EnvoyValue[];
