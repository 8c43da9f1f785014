// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {isMessage, textOf} from '../../values/message.js';
import {sidecarRouteConfig} from './route-config.js';

/** Returns the route configurations that a sidecar's listeners ask for, each once, in the order of the listeners. */
export function sidecarRoutes(context: Context, listeners: readonly EnvoyMessage[]): EnvoyMessage[] {
  const names = listeners.flatMap(routeNames);
  return [...new Set(names)].map((name) => {
    const repeated = names.indexOf(name) !== names.lastIndexOf(name);
    return sidecarRouteConfig(context, name, {repeated});
  });
}

/** Returns the names of route configurations that the connection managers of a listener ask for. */
export function routeNames(listener: EnvoyMessage): string[] {
  const chains = [...messages(listener['filter_chains']), ...messages([listener['default_filter_chain']])];
  return chains.flatMap((chain) =>
    messages(chain['filters']).flatMap((filter) => {
      const config = filter['typed_config'];
      const rds = isMessage(config) ? config['rds'] : undefined;
      return isMessage(rds) ? [textOf(rds['route_config_name'])] : [];
    }),
  );
}

function messages(value: EnvoyMessage[string] | readonly (EnvoyMessage[string] | undefined)[]): EnvoyMessage[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isMessage);
}
