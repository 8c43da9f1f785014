// SPDX-License-Identifier: Apache-2.0
import {check, failed, ok, someOf} from '../check.js';

export const API = [
  check({
    id: 'C001',
    group: 'api',
    title: 'the API server answers',
    doc: 'Everything else is asked of the API server. When it does not answer, check the kubeconfig, VPN and proxy.',
    needs: ['version'],
    run: ({version}) => [ok(`the API server answers, ${version.gitVersion}`)],
  }),
  check({
    id: 'C002',
    group: 'api',
    title: 'rights to install',
    when: 'before',
    doc: `An install creates, changes and, when it prunes, deletes objects of these kinds. Who lacks one of the rights
gets a part of a mesh at best. Ask for a ClusterRole that has them, or let somebody else install.`,
    needs: ['rights'],
    run({rights}) {
      const missing = rights.filter(({allowed}) => !allowed).map(({verb, resource}) => `${verb} ${resource}`);
      if (missing.length === 0) return [ok('you may do all that an install does')];
      return [failed(`you may not ${someOf(missing)}`, 'an install would stop half way')];
    },
  }),
];
