// SPDX-License-Identifier: Apache-2.0
import type {Session} from '../../cli/session.js';
import {meshTestSchema} from '../../mesh-test/model.js';

/** Prints the JSON schema of documents with tests. */
export function printTestSchema(session: Session): void {
  session.print(`${JSON.stringify(meshTestSchema, null, 2)}\n`);
}
