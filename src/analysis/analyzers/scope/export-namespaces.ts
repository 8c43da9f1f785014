// SPDX-License-Identifier: Apache-2.0

import {annotatedExportTo} from '../../index/hosts/export-scopes.js';
import {lacksNamespace} from '../../index/hosts/known-namespaces.js';
import {type Message, message} from '../../model/message.js';
import type {Path, Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

const KINDS = ['VirtualService', 'DestinationRule', 'ServiceEntry'] as const;

/** Its own namespace, all, and none. */
const WORDS = new Set(['.', '*', '~']);

/** Objects that are exported to namespaces that do not exist. */
export function* exportNamespaces(resources: Resources): Generator<Message> {
  for (const kind of KINDS) {
    for (const resource of resources.all(kind)) {
      const {exportTo = []} = resource.spec as {exportTo?: readonly string[]};
      for (const [i, name] of exportTo.entries()) yield* missing(resource, name, ['spec', 'exportTo', i], resources);
    }
  }
  for (const service of resources.all('Service')) {
    const path = ['metadata', 'annotations', 'networking.istio.io/exportTo'];
    for (const name of annotatedExportTo(service.annotations)) yield* missing(service, name, path, resources);
  }
}

function* missing(resource: Resource, name: string, path: Path, resources: Resources): Generator<Message> {
  if (!WORDS.has(name) && lacksNamespace(name, resources)) yield message('ISTX601', resource, [name], path);
}
