// SPDX-License-Identifier: Apache-2.0
import type {Service, ServicePort} from '../../model/service.js';
import {outboundCluster} from '../../values/cluster-name.js';

/** Returns the cluster for a service on a listener's port, which a Sidecar may have chosen: then the service's only port counts. */
export function ownCluster({hostname, ports}: Service, {port}: ServicePort): string {
  return outboundCluster(hostname, ports.length === 1 ? (ports[0]?.port ?? port) : port);
}
