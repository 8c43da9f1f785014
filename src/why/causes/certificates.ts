// SPDX-License-Identifier: Apache-2.0
import {parts, text} from '../../describe/objects.js';
import {findSection} from '../../envoy/dump/config-dump.js';
import {type SecretItem, secretItems} from '../../envoy/secret.js';
import type {ProxyDump} from '../facts/dumps.js';
import {field} from '../facts/http-match.js';
import {kindAndName, namespaceOf} from '../facts/objects.js';
import {type Change, ownerOf} from '../facts/owner.js';
import {podAt, type Scene} from '../facts/scene.js';
import {TOLD} from '../log/entry.js';
import {type Cause, holds, not} from './cause.js';
import {failureText} from './tls.js';

const EXPIRED = /CERTIFICATE_EXPIRED|CERTIFICATE_VERIFY_FAILED|certificate_has_expired|expired|x509/i;

/** The certificate of a proxy that had run out. */
interface RunOut {
  dump: ProxyDump;
  item: SecretItem;
  until: Date;
}

export const CERTIFICATE_EXPIRED: Cause = {
  id: 'certificate-expired',
  title: 'a certificate that a proxy shows has run out',
  doc: `The config dump of a proxy holds the certificates that it shows: of gateways those of the Secrets that credentialName names,
of sidecars the one that istiod renews. One that was not valid any more when the connection was made is refused by the other side.`,
  needs: [],
  judge(scene) {
    const {entry} = scene;
    const failure = entry.place === TOLD ? entry.detail : failureText(scene);
    if (!EXPIRED.test(failure)) return undefined;
    const [first] = runOut(scene);
    if (!first) return not('no config dump shows a certificate that had run out then');
    const {dump, item, until} = first;
    const {change, from} = changeFor(scene, first);
    const name = `certificate ${item.name} of ${dump.name}`;
    return holds(
      `the ${name} has expired on ${until.toISOString()}`,
      [`config dump of ${dump.name}: secret ${item.name} is valid until ${until.toISOString()}`, from],
      change.kind === 'Secret'
        ? `renew Secret ${change.namespace}/${change.name}`
        : `kubectl rollout restart ${change.kind.toLowerCase()}/${change.name} -n ${change.namespace}`,
      [change],
    );
  },
};

function runOut({entry, dump, serverDump, facts}: Scene): RunOut[] {
  const isTold = entry.place === TOLD;
  const time = entry.time === '' ? facts.now : new Date(entry.time);
  const dumps = isTold ? facts.dumps : [serverDump, dump].filter((each) => each !== undefined);
  return dumps.flatMap((each) => {
    const items = findSection(each.dump, 'Secrets') ? (secretItems(each.dump) ?? []) : [];
    return items.flatMap((item): RunOut[] => {
      const until = item.certificate?.notAfter;
      // Those of the mesh live for hours: a dump that was taken before says nothing of now.
      const counts = !isTold || item.name.includes('://');
      return until !== undefined && until < time && counts ? [{dump: each, item, until}] : [];
    });
  });
}

/** What to renew: the Secret that a Gateway names, or the pod whose own certificate it is. */
function changeFor({facts}: Scene, {dump, item}: RunOut): {change: Change; from: string | undefined} {
  const [, path] = /^[a-z-]+:\/\/(.+)$/.exec(item.name) ?? [];
  const pod = podAt(facts, dump.address);
  if (path === undefined) {
    const owner = pod
      ? ownerOf(facts.objects, pod)
      : {kind: 'Pod', namespace: dump.namespace, name: dump.name.replace(/\.[^.]*$/, '')};
    return {change: {...owner, field: '(its certificate)'}, from: undefined};
  }
  const [name = path, home] = path.split('/').toReversed();
  const namer = facts.objects
    .all('Gateway')
    .find((each) =>
      parts(each['spec'], 'servers').some((server) => text(field(server, 'tls'), 'credentialName') === name),
    );
  const change = {
    kind: 'Secret',
    namespace: home ?? (pod ? namespaceOf(pod) : dump.namespace),
    name,
    field: 'data[tls.crt]',
  };
  return {change, from: namer && `${kindAndName(namer)} names the Secret in credentialName`};
}
