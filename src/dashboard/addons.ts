// SPDX-License-Identifier: Apache-2.0

/** A web page of something that runs beside a mesh. */
export interface Addon {
  /** Labels of its pods. */
  selector: string;
  /** The port of the pod that serves the page. */
  port: number;
  /** Where on that port. */
  path: string;
}

/** What `dashboard` finds by labels (spec/proxy.md §12). */
export const addons = {
  kiali: {selector: 'app=kiali', port: 20001, path: '/kiali'},
  prometheus: {selector: 'app.kubernetes.io/name=prometheus', port: 9090, path: ''},
  grafana: {selector: 'app.kubernetes.io/name=grafana', port: 3000, path: ''},
  jaeger: {selector: 'app=jaeger', port: 16686, path: ''},
  zipkin: {selector: 'app=zipkin', port: 9411, path: ''},
  skywalking: {selector: 'app=skywalking-ui', port: 8080, path: ''},
} as const satisfies Record<string, Addon>;

/** The address of a page as people type it: an IPv6 address in brackets. */
export function pageUrl(address: string, port: number, path: string): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}${path}`;
}
