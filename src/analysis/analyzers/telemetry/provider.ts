// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** Access logs that go nowhere, since neither they nor the mesh name a provider (spec §3.25). */
export function* accessLogProviders(resources: Resources): Generator<Message> {
  if ((resources.meshConfig.defaultProviders?.accessLogging ?? []).length > 0) return;
  for (const telemetry of resources.all('Telemetry')) {
    for (const {providers = [], disabled} of telemetry.spec.accessLogging ?? []) {
      if (providers.length > 0 || disabled) continue;
      yield message('IST0157', telemetry, [telemetry.name, telemetry.namespace]);
    }
  }
}
