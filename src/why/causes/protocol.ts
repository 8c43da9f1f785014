// SPDX-License-Identifier: Apache-2.0
import {part, parts, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationRules} from '../facts/hosts.js';
import {field as fieldIn} from '../facts/http-match.js';
import {kindAndName, objectName} from '../facts/objects.js';
import {changeOf, ownerOf} from '../facts/owner.js';
import {portNumber, type Scene, serviceBefore} from '../facts/scene.js';
import {gatewaysOf} from '../facts/virtual-services.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** A port of the Service that is asked, with its place. */
interface Port {
  service: KubeObject;
  index: number;
  name: string;
  appProtocol: string;
  number: number;
}

function portOfScene(scene: Scene): Port | undefined {
  const {destination, callee, facts, entry, problem} = scene;
  const inside = portNumber((problem.servers[0] ?? entry).downstreamLocal);
  const service = destination?.service ?? (callee && serviceBefore(facts, callee, inside));
  if (!service) return undefined;
  const ports = parts(service['spec'], 'ports');
  const own = ports.findIndex((port) => Number(port['port']) === scene.port && scene.side !== 'server');
  const behind = ports.findIndex((port) => Number(port['targetPort'] ?? port['port']) === inside);
  const index = own >= 0 ? own : behind >= 0 ? behind : ports.length === 1 ? 0 : -1;
  const port = ports[index];
  return (
    port && {
      service,
      index,
      name: text(port, 'name'),
      appProtocol: text(port, 'appProtocol'),
      number: Number(port['port']),
    }
  );
}

/** The field that says what protocol a port speaks, and its value. */
function protocolField({appProtocol, index, name}: Port): {field: string; value: string} {
  return appProtocol === ''
    ? {field: `spec.ports[${index}].name`, value: name}
    : {field: `spec.ports[${index}].appProtocol`, value: appProtocol};
}

const isHttp = (value: string): boolean =>
  /^(?:http|http2|https|grpc|grpc-web)(?:-.*)?$/i.test(value) || /h2c|^kubernetes\.io\/(?:ws|h2c)/.test(value);

export const CLIENT_SPEAKS_NO_HTTP: Cause = {
  id: 'client-speaks-no-http',
  title: 'the port is declared as HTTP and the client speaks something else',
  doc: `The name or appProtocol of a Service's port decides what proxies take the bytes for. Where it says http and the client
speaks something else, Envoy answers 400 with DPE. A name such as tcp-smtp lets the bytes through.`,
  needs: ['objects'],
  judge(scene) {
    const {entry, side} = scene;
    if (!hasFlag(scene, 'DPE') && !/codec_error/.test(entry.detail)) return undefined;
    if (side === 'gateway') return gatewayPort(scene);
    const port = portOfScene(scene);
    if (!port) return not('the Service of the port is not known');
    const {field, value} = protocolField(port);
    if (!isHttp(value)) return not(`${field} is ${value || 'empty'}, which is not HTTP`);
    return holds(
      `port ${port.number} of Service ${objectName(port.service)} is declared as HTTP (${value}), and the client speaks another protocol`,
      [
        `${field} of Service ${objectName(port.service)} is ${value}`,
        `${entry.place}: ${entry.flags.join(',')} ${entry.detail}: the bytes are no HTTP`,
      ],
      `give the port a name of its protocol, for example tcp-${value.replace(/^https?-?|^grpc-?/, '') || 'data'}, or appProtocol: tcp`,
      [changeOf(port.service, field)],
    );
  },
};

/** TLS or something else to a port of a gateway that is declared as HTTP. */
function gatewayPort(scene: Scene): ReturnType<Cause['judge']> {
  const port = portNumber(scene.entry.downstreamLocal);
  for (const gateway of gatewaysOf(scene)) {
    const servers = parts(gateway['spec'], 'servers');
    const index = servers.findIndex((server) => fieldIn(server['port'], 'number') === port);
    const protocol = text(servers[index]?.['port'], 'protocol');
    if (index < 0 || !['HTTP', 'HTTP2', 'GRPC'].includes(protocol.toUpperCase())) continue;
    return holds(
      `port ${port} of ${kindAndName(gateway)} takes plain HTTP (${protocol}), and the client sent something else, most often TLS`,
      [`spec.servers[${index}].port.protocol is ${protocol}`, `${scene.entry.place}: ${scene.entry.detail}`],
      `ask the port with http://, or set protocol HTTPS and tls in ${kindAndName(gateway)}`,
      [changeOf(gateway, `spec.servers[${index}].port.protocol`)],
    );
  }
  return not('no Gateway has an HTTP server on the port');
}

export const SERVER_SPEAKS_NO_HTTP: Cause = {
  id: 'server-speaks-no-http',
  title: 'the port is declared as HTTP and the application speaks something else',
  doc: `Envoy sends HTTP because the port is named so, and the answer is none: UPE with protocol_error. The other way round, a
port named http2 or grpc whose application speaks HTTP/1.1 ends alike.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    if (!hasFlag(scene, 'UPE') && !/protocol_error/.test(entry.detail)) return undefined;
    const port = portOfScene(scene);
    if (!port) return not('the Service of the port is not known');
    const upgrade = upgradeRule(scene);
    if (upgrade) return upgrade;
    const {field, value} = protocolField(port);
    const isTwo = /^(?:http2|grpc)/.test(value);
    return holds(
      `port ${port.number} of Service ${objectName(port.service)} is declared as ${isTwo ? 'HTTP/2' : 'HTTP'} (${value || 'no name'}), and what listens there does not speak ${isTwo ? 'that protocol (perhaps HTTP/1.1)' : 'the HTTP protocol'}`,
      [
        `${field} of Service ${objectName(port.service)} is ${value}`,
        `${entry.place}: ${entry.flags.join(',')} ${entry.detail}`,
      ],
      isTwo
        ? `name the port http, or let the application speak HTTP/2`
        : `give the port a name of its protocol, for example tcp-${port.number}, or appProtocol: tcp`,
      [changeOf(port.service, field)],
    );
  },
};

/** A DestinationRule that makes HTTP/2 of HTTP/1.1, where that is what the application does not speak. */
function upgradeRule({facts, destination, entry, problem, namespace}: Scene): ReturnType<Cause['judge']> {
  const {client, servers} = problem;
  const isUpgraded = /HTTP\/1/.test(client?.protocol ?? '') && /HTTP\/2/.test(servers.at(-1)?.protocol ?? '');
  if (!isUpgraded || !destination) return undefined;
  const rules = destinationRules(facts.objects, destination.host, {client: namespace, root: facts.mesh.rootNamespace});
  for (const rule of rules) {
    const http = part(rule, 'spec', 'trafficPolicy', 'connectionPool', 'http');
    if (http['h2UpgradePolicy'] !== 'UPGRADE') continue;
    return holds(
      `${kindAndName(rule)} makes HTTP/2 of the requests (h2UpgradePolicy UPGRADE), which the application does not speak`,
      [
        'spec.trafficPolicy.connectionPool.http.h2UpgradePolicy is UPGRADE',
        `${entry.place}: ${entry.protocol} ${entry.detail}`,
      ],
      `delete h2UpgradePolicy from ${kindAndName(rule)}`,
      [changeOf(rule, 'spec.trafficPolicy.connectionPool.http.h2UpgradePolicy')],
    );
  }
  return undefined;
}

export const HEADERS_TOO_BIG: Cause = {
  id: 'headers-too-big',
  title: 'the headers of the request are too big',
  doc: `Envoy takes 60 KiB of request headers and 100 of them; more is answered with 431. Cookies and tokens grow.`,
  needs: [],
  judge({entry, caller, facts}) {
    if (entry.code !== 431 && !/headers_(?:too_large|count)|header_overflow|headers_size/.test(entry.detail))
      return undefined;
    return holds(
      `the headers of the request are too big for Envoy (${entry.detail || entry.code}), by default 60 KiB and 100 headers`,
      [`${entry.place}: ${entry.code} ${entry.detail}`],
      'send fewer or smaller headers (cookies, tokens), or raise max_request_headers_kb with an EnvoyFilter',
      caller ? [{...ownerOf(facts.objects, caller), field: "(the client's headers)"}] : [],
    );
  },
};
