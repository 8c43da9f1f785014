// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../api/messages/decode.js';
import {GATEWAY_API} from '../model/gateway-api.js';
import type {Resource} from '../model/resource.js';
import type {Head} from './json.js';
import type {Owner} from './object.js';

interface Maker {
  /** The API group, whatever the version. */
  group: string;
  kinds: readonly string[];
  /** Leads to the names of Secrets; `[]` stands for every element of a list. */
  paths: readonly string[];
  /** Without a name at the paths the Secret has the object's own. */
  orOwnName?: boolean;
}

/** Controllers that make Secrets of objects, by what their documentation says of the Secret's name. */
const MAKERS: readonly Maker[] = [
  {group: 'cert-manager.io', kinds: ['Certificate'], paths: ['spec.secretName']},
  {group: 'external-secrets.io', kinds: ['ExternalSecret'], paths: ['spec.target.name'], orOwnName: true},
  {group: 'bitnami.com', kinds: ['SealedSecret'], paths: ['spec.template.metadata.name'], orOwnName: true},
  {
    group: 'secrets.hashicorp.com',
    kinds: ['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp'],
    paths: ['spec.destination.name'],
  },
  {group: 'secrets-store.csi.x-k8s.io', kinds: ['SecretProviderClass'], paths: ['spec.secretObjects.[].secretName']},
  {group: 'onepassword.com', kinds: ['OnePasswordItem'], paths: [], orOwnName: true},
  {group: 'secrets.doppler.com', kinds: ['DopplerSecret'], paths: ['spec.managedSecret.name']},
  {
    group: 'secrets.infisical.com',
    kinds: ['InfisicalSecret', 'InfisicalStaticSecret'],
    paths: ['spec.managedSecretReference.secretName', 'spec.managedKubeSecretReferences.[].secretName'],
  },
  {group: 'isindir.github.com', kinds: ['SopsSecret'], paths: ['spec.secretTemplates.[].name']},
  {group: 'ricoberger.de', kinds: ['VaultSecret'], paths: [], orOwnName: true},
  {group: 'mittwald.de', kinds: ['StringSecret', 'BasicAuth'], paths: [], orOwnName: true},
];

/** Annotations by which cert-manager makes the Secrets that the listeners of a Gateway API Gateway name. */
const ISSUERS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer'];

/** Whether controllers may make Secrets of objects of that type. */
export function makesSecrets({apiVersion, kind}: Head): boolean {
  return makerOf({apiVersion, kind}) !== undefined || isKubernetesGateway({apiVersion, kind});
}

function makerOf({apiVersion, kind}: Head): Maker | undefined {
  return MAKERS.find(({group, kinds}) => apiVersion.startsWith(`${group}/`) && kinds.includes(kind));
}

function isKubernetesGateway({apiVersion, kind}: Head): boolean {
  return kind === 'Gateway' && apiVersion.startsWith(`${GATEWAY_API}/`);
}

/** Returns the Secrets that a controller will make of an object; what they will hold is not known. */
export function promisedSecrets(object: unknown, owner: Owner & Head): Resource<'Secret'>[] {
  const {namespace, unplaced} = owner;
  const maker = makerOf(owner);
  const names = isKubernetesGateway(owner) ? shimmed(object, owner) : maker ? madeOf(object, maker, owner.name) : [];
  return names.map((name) => ({
    kindName: 'Secret',
    kind: 'Secret',
    namespace,
    name,
    labels: {},
    annotations: {},
    spec: {},
    status: {},
    implied: true,
    ...(unplaced && {unplaced}),
  }));
}

function madeOf(object: unknown, {paths, orOwnName}: Maker, own: string): string[] {
  const names = paths.flatMap((path) => textsAt(object, path.split('.')));
  return names.length === 0 && orOwnName ? [own] : names;
}

function shimmed(object: unknown, {annotations}: Owner): string[] {
  if (!ISSUERS.some((name) => annotations[name])) return [];
  return textsAt(object, ['spec', 'listeners', '[]', 'tls', 'certificateRefs', '[]', 'name']);
}

function textsAt(value: unknown, [step, ...rest]: readonly string[]): string[] {
  if (step === undefined) return typeof value === 'string' && value !== '' ? [value] : [];
  if (step === '[]') return Array.isArray(value) ? value.flatMap((item) => textsAt(item, rest)) : [];
  return isRecord(value) ? textsAt(value[step], rest) : [];
}
