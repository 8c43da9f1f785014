// SPDX-License-Identifier: Apache-2.0
// Preload for node (`NODE_OPTIONS=--import`): lets the clock start when the recordings of a mesh were made, whose
// certificates have expired since. Only tests use it.

/** While every certificate in the recordings was valid, unless RECORDED_AT names another time. */
const RECORDED = Date.parse(process.env.RECORDED_AT ?? '2026-11-23T12:00:00Z');

const RealDate = Date;
const offset = RECORDED - RealDate.now();

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offset);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offset;
  }
};
