// SPDX-License-Identifier: Apache-2.0
import {getIn, type Tree, textIn} from '../../manifest/input/tree.js';
import type {Owner} from '../apply/labels.js';

/** What installing needs to know of an IstioOperator, besides the objects it renders to. */
export interface InstallSettings {
  profile: string;
  owner: Owner;
  network: string | undefined;
  webhooksAreOthers: boolean;
  injectByDefault: boolean;
}

/** Reads the merged IstioOperator document. */
export function settingsOf(document: Tree): InstallSettings {
  const values = (...path: string[]): unknown => getIn(document, ['spec', 'values', ...path]);
  const revision = values('revision');
  const network = values('global', 'network');
  return {
    profile: textIn(document, ['spec', 'profile']) || 'default',
    owner: {
      name: textIn(document, ['metadata', 'name']) ?? '',
      namespace: textIn(document, ['metadata', 'namespace']) || 'istio-system',
      revision: typeof revision === 'string' && revision !== 'default' ? revision : '',
    },
    network: typeof network === 'string' && network !== '' ? network : undefined,
    webhooksAreOthers: values('global', 'operatorManageWebhooks') === true,
    injectByDefault: values('sidecarInjectorWebhook', 'enableNamespacesByDefault') === true,
  };
}
