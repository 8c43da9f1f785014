// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** Tracing that goes to a provider of type lightstep, which is gone from Envoy (spec §3.25). */
export function* lightstepTracing(resources: Resources): Generator<Message> {
  const providers = resources.meshConfig.extensionProviders ?? [];
  const lightsteps = new Set(providers.filter(({lightstep}) => lightstep).map(({name}) => name));
  for (const telemetry of resources.all('Telemetry')) {
    for (const {name} of (telemetry.spec.tracing ?? []).flatMap((tracing) => tracing.providers ?? [])) {
      if (!lightsteps.has(name)) continue;
      const detail = `The Lightstep provider ${name} is deprecated, please migrate to OpenTelemetry provider.`;
      yield message('IST0002', telemetry, [detail]);
    }
  }
}
