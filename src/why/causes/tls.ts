// SPDX-License-Identifier: Apache-2.0
import {text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {textList} from '../facts/hosts.js';
import {clientTls, serverMtls} from '../facts/mtls.js';
import {kindAndName, namespaceOf, newestFirst, objectName, podsOfService, proxyContainer} from '../facts/objects.js';
import {type Change, changeOf, ownerOf} from '../facts/owner.js';
import {hostOf, podAt, portNumber, type Scene} from '../facts/scene.js';
import {type Cause, hasFlag, holds, type Judgement, not} from './cause.js';

/** Envoy's words for a connection that failed, from wherever the line has them. */
export function failureText({entry, problem}: Scene): string {
  const lines = [entry, ...(problem.client ? [problem.client] : [])];
  return lines
    .map(({detail, transportFailure, termination}) => `${detail} ${transportFailure} ${termination}`)
    .join(' ');
}

/** What a peer answers that takes the first bytes of TLS for something else. */
const NO_TLS = /WRONG_VERSION_NUMBER|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNEXPECTED_MESSAGE/;

export const TLS_TO_PLAIN_SERVER: Cause = {
  id: 'tls-to-plain-server',
  title: 'the client speaks TLS and the server plain text',
  doc: `WRONG_VERSION_NUMBER means that the answer to the TLS handshake was no TLS. A DestinationRule forces a tls.mode that
the server does not speak: its pod has no sidecar, its PeerAuthentication says DISABLE, or its port is plain HTTP. Without a
DestinationRule, the endpoint is labelled for mutual TLS and its pod has no proxy any more.`,
  needs: ['objects'],
  judge(scene) {
    if (!hasFlag(scene, 'UF', 'UC') && scene.entry.transportFailure === '') return undefined;
    const failure = failureText(scene);
    if (!NO_TLS.test(failure)) return not('the connection did not fail with the words of a server that speaks no TLS');
    const rule = clientTls(scene);
    const {pod, name} = serverOf(scene);
    const bare = pod !== undefined && proxyContainer(pod) === undefined;
    const words = /TLS_error[^ ]*/.exec(failure)?.[0];
    if (rule && rule.mode !== 'DISABLE') {
      const why = bare
        ? `the pods of ${name} have no sidecar and answer in plain text`
        : (plainReason(scene, pod) ?? `${name} answers in plain text`);
      const kind = rule.mode === 'SIMPLE' ? 'TLS' : 'mutual TLS (mTLS)';
      return holds(
        `${kindAndName(rule.object)} makes clients speak ${kind} (${rule.mode}), but ${why}`,
        [
          `${rule.field}.mode is ${rule.mode}`,
          pod && `pod ${objectName(pod)} has ${bare ? 'no container istio-proxy' : 'a sidecar'}`,
          words && `Envoy: ${words}`,
        ],
        bare
          ? `set tls.mode DISABLE in ${kindAndName(rule.object)}, or give the pods of ${name} a sidecar`
          : `set the tls.mode in ${kindAndName(rule.object)} that the server speaks`,
        [changeOf(rule.object, `${rule.field}.mode`), ...disabling(scene, pod)],
      );
    }
    if (!bare || !pod) return not('no DestinationRule asks for TLS, and the server has a proxy');
    const owner = ownerOf(scene.facts.objects, pod);
    return holds(
      `the client sends mutual TLS (mTLS), and pod ${objectName(pod)} has no sidecar`,
      [`pod ${objectName(pod)} has no container istio-proxy`, labelProof(pod), words && `Envoy: ${words}`],
      `kubectl rollout restart ${owner.kind.toLowerCase()}/${owner.name} -n ${owner.namespace}, or a DestinationRule with tls.mode DISABLE`,
      [{...owner, field: 'spec.template.metadata.labels'}],
    );
  },
};

function labelProof(pod: KubeObject): string | undefined {
  const mode = pod.metadata.labels?.['security.istio.io/tlsMode'];
  return mode === undefined ? undefined : `it is labelled security.istio.io/tlsMode=${mode}`;
}

/** The PeerAuthentication that keeps a server from TLS, which is the other side of the conflict. */
function disabling(scene: Scene, pod: KubeObject | undefined): Change[] {
  if (!pod || proxyContainer(pod) === undefined) return [];
  const {mode, from} = serverMtls(scene, pod, portNumber(scene.entry.upstreamHost));
  return mode === 'DISABLE'
    ? newestFirst(from)
        .slice(0, 1)
        .map((each) => changeOf(each, 'spec.mtls.mode'))
    : [];
}

/** Why a server with a proxy takes plain text only. */
function plainReason(scene: Scene, pod: KubeObject | undefined): string | undefined {
  if (!pod) return undefined;
  const {mode, from} = serverMtls(scene, pod, portNumber(scene.entry.upstreamHost));
  if (mode !== 'DISABLE') return undefined;
  return `${from.map(kindAndName).join(', ') || 'a PeerAuthentication'} has mode DISABLE`;
}

/** The pod that was asked, and what to call the server. */
function serverOf(scene: Scene): {pod: KubeObject | undefined; name: string} {
  const {destination, facts, callee, entry, problem} = scene;
  const {service} = destination ?? {};
  const pod = callee ?? podAt(facts, entry.upstreamHost || (problem.client?.upstreamHost ?? ''));
  const first = service ? podsOfService(facts.objects, service)[0] : undefined;
  return {
    pod: pod ?? first,
    name: service ? `Service ${objectName(service)}` : (destination?.host ?? hostOf(entry.upstreamHost)),
  };
}

export const PLAIN_TO_STRICT_SERVER: Cause = {
  id: 'plain-to-strict-server',
  title: 'the client speaks plain text and the server wants mutual TLS',
  doc: `With a PeerAuthentication of mode STRICT the server's proxy has no filter chain for plain text and closes the
connection: NR with filter_chain_not_found in its log. The client has no sidecar, or a DestinationRule tells it not to use TLS.`,
  needs: ['objects'],
  judge(scene) {
    const {entry, facts, side, caller, callee} = scene;
    if (entry.detail !== 'filter_chain_not_found' && !(hasFlag(scene, 'UC', 'UF') && side === 'client'))
      return undefined;
    if (side === 'gateway' || !callee || !proxyContainer(callee)) return undefined;
    const port = portNumber(entry.detail === 'filter_chain_not_found' ? entry.downstreamLocal : entry.upstreamHost);
    const {mode, from} = serverMtls(scene, callee, port);
    const rule = clientTls(scene);
    if (mode !== 'STRICT') return not(`the server takes plain text too (${mode})`);
    const policies = newestFirst(from.filter((each) => JSON.stringify(each['spec'] ?? {}).includes('STRICT')));
    const strict = policies.map(kindAndName).join(', ') || 'a PeerAuthentication';
    const proof = [
      `${strict} has mode STRICT`,
      entry.detail === 'filter_chain_not_found' ? `${entry.place}: no filter chain takes the connection` : undefined,
    ];
    if (rule?.mode === 'DISABLE' || rule?.mode === 'SIMPLE') {
      return holds(
        `${kindAndName(rule.object)} has tls.mode ${rule.mode}, so clients do not speak mutual TLS; ${strict} is STRICT and refuses plain text`,
        [`${rule.field}.mode is ${rule.mode}`, ...proof],
        `set tls.mode ISTIO_MUTUAL in ${kindAndName(rule.object)}, or delete its tls`,
        [changeOf(rule.object, `${rule.field}.mode`)],
      );
    }
    if (entry.detail !== 'filter_chain_not_found') return not('no DestinationRule keeps clients from mutual TLS');
    return withoutSidecar({caller, policies, strict, proof, address: entry.downstreamRemote, facts});
  },
};

interface Bare extends Pick<Scene, 'caller' | 'facts'> {
  policies: readonly KubeObject[];
  strict: string;
  proof: (string | undefined)[];
  address: string;
}

function withoutSidecar({caller, policies, strict, proof, address}: Bare): Judgement {
  if (caller && proxyContainer(caller))
    return not(`the client ${objectName(caller)} has a sidecar, which speaks mutual TLS`);
  const who = caller ? `pod ${objectName(caller)}` : `the client ${hostOf(address)}`;
  const namespace = caller ? ` (namespace ${namespaceOf(caller)})` : '';
  return holds(
    `${strict} is STRICT, and ${who}${namespace} has no sidecar, so it sends plain text`,
    [...proof, caller && `pod ${objectName(caller)} has no container istio-proxy`],
    `give the client a sidecar, or set mode PERMISSIVE in ${strict}`,
    policies.slice(0, 1).map((each) => changeOf(each, 'spec.mtls.mode')),
  );
}

export const CERTIFICATE_REFUSED: Cause = {
  id: 'certificate-refused',
  title: 'the client does not accept the certificate of the server',
  doc: `CERTIFICATE_VERIFY_FAILED: the certificate has expired, is of an authority that the client does not trust, or has
none of the names in subjectAltNames. Envoy says which behind the code.`,
  needs: ['objects'],
  judge(scene) {
    const failure = failureText(scene);
    if (
      !/CERTIFICATE_VERIFY_FAILED|SAN_matcher|SAN matcher|certificate.{0,3}(?:verify|expired)|CERTIFICATE_UNKNOWN|UNKNOWN_CA|CERTIFICATE_EXPIRED/i.test(
        failure,
      )
    )
      return undefined;
    const rule = clientTls(scene);
    const words = /TLS_error[^ ]*/.exec(failure)?.[0] ?? 'CERTIFICATE_VERIFY_FAILED';
    const proof = [`Envoy: ${words}`];
    const host = scene.cluster?.host ?? scene.host;
    if (!rule) return not('no DestinationRule says what certificate is expected');
    const names = textList(rule.settings, 'subjectAltNames');
    if (names.length > 0 && /SAN|verify_cert_failed|match/i.test(failure)) {
      return holds(
        `${kindAndName(rule.object)} expects one of the names ${names.join(', ')} (subjectAltNames), and the certificate of ${host} has none of them`,
        [`${rule.field}.subjectAltNames is ${names.join(', ')}`, ...proof],
        `name in subjectAltNames what the certificate has, or delete it from ${kindAndName(rule.object)}`,
        [changeOf(rule.object, `${rule.field}.subjectAltNames`)],
      );
    }
    const expired = /expired/i.test(failure);
    const field = text(rule.settings, 'credentialName') === '' ? 'caCertificates' : 'credentialName';
    return holds(
      expired
        ? `the certificate of ${host} has expired`
        : `the certificate of ${host} is of an authority that ${kindAndName(rule.object)} does not trust`,
      [`${rule.field}.mode is ${rule.mode}`, ...proof],
      expired
        ? `renew the certificate of ${host}`
        : `give ${kindAndName(rule.object)} the certificate of the authority (${field})`,
      expired ? [] : [changeOf(rule.object, `${rule.field}.${field}`)],
    );
  },
};
