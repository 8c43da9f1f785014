// SPDX-License-Identifier: Apache-2.0
import {getIn, getKey, type Tree, textIn} from '../../manifest/input/tree.js';
import {Struct} from '../../template/compile/value.js';
import type {Injector} from '../injector/injector.js';
import {goStruct} from '../typed/go-struct.js';
import {messageStruct} from '../typed/mesh-struct.js';
import {Annotation} from './annotation.js';
import {annotationOf, type Pod} from './container.js';
import type {Owner} from './owner.js';

/** User and group of the proxy where the platform assigns none. */
const PROXY_ID = 1337n;

/**
 * Returns what a pod template sees as its dot (spec install.md §4.17): a struct, so that a template that asks for data of
 * another release fails and does not print `<no value>` into a pod.
 */
export function templateData(injector: Injector, pod: Pod, owner: Owner, proxyConfig: Tree): Struct {
  const {values, mesh, proxyConfig: ofMesh} = injector.data;
  const isOfMesh = proxyConfig === getKey(injector.mesh, 'defaultConfig');
  return new Struct('inject.SidecarTemplateData', {
    TypeMeta: new Struct('v1.TypeMeta', {Kind: owner.kind, APIVersion: owner.apiVersion}),
    DeploymentMeta: new Struct('types.NamespacedName', {Name: owner.name, Namespace: owner.namespace}),
    ObjectMeta: goStruct(pod.metadata, 'ObjectMeta'),
    Spec: goStruct(pod.spec, 'PodSpec'),
    ProxyConfig: isOfMesh ? ofMesh : messageStruct('ProxyConfig', proxyConfig),
    MeshConfig: mesh,
    Values: values,
    Revision: injector.revision,
    NativeSidecars: injector.usesNativeSidecar(pod),
    ProxyImage: image(injector.values, pod, {
      name: textIn(injector.values, ['global', 'proxy', 'image']),
      type: textIn(proxyConfig, ['image', 'imageType']),
    }),
    // Templates of Istio 1.31 ask for it.
    ProxyInitImage: image(injector.values, pod, {
      name: textIn(injector.values, ['global', 'proxy_init', 'image']),
      type: undefined,
    }),
    ProxyUID: PROXY_ID,
    ProxyGID: PROXY_ID,
    InboundTrafficPolicyMode: inboundPolicy(injector.mesh),
    CompliancePolicy: textIn(injector.values, ['pilot', 'env', 'COMPLIANCE_POLICY']) ?? '',
  });
}

/** The words that templates compare with, which are not those of the mesh configuration. */
function inboundPolicy(mesh: Tree): string {
  return textIn(mesh, ['inboundTrafficPolicy', 'mode']) === 'LOCALHOST' ? 'localhost' : 'passthrough';
}

/** `hub/name:tag-type`; a name with a slash in it is the whole image. */
function image(values: Tree, pod: Pod, own: {name: string | undefined; type: string | undefined}): string {
  const text = (path: string[]) => {
    const value = getIn(values, path);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const name = own.name || 'proxyv2';
  if (name.includes('/')) return name;
  const type = annotationOf(pod, Annotation.imageType) || own.type || text(['global', 'variant']);
  const tag = withType(text(['global', 'tag']), type);
  return `${text(['global', 'hub'])}/${name}${tag === '' ? '' : `:${tag}`}`;
}

const TYPES = ['-distroless', '-debug'];

/** The tag with an image type at its end, in place of the one it has. */
function withType(tag: string, type: string): string {
  if (tag === '' || type === '') return tag;
  const present = TYPES.find((suffix) => tag.endsWith(suffix));
  const bare = present === undefined ? tag : tag.slice(0, -present.length);
  return type === 'default' ? bare : `${bare}-${type}`;
}
