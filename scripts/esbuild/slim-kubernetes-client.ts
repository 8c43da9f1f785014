// SPDX-License-Identifier: Apache-2.0
import type {Plugin} from 'esbuild';

/**
 * Keeps the generated API classes of @kubernetes/client-node out of the bundle: its own files import them through
 * `gen/index.js`, and only four of those modules are used by the connection code that we load
 * (docs/decisions/002-start-up.md).
 */
export function slimKubernetesClient(): Plugin {
  return {
    name: 'slim-kubernetes-client',
    setup(build) {
      build.onResolve({filter: /\/gen\/index\.js$/}, ({importer}) =>
        importer.includes('@kubernetes/client-node')
          ? {path: 'used', namespace: 'kubernetes-gen', sideEffects: false}
          : undefined,
      );
      build.onLoad({filter: /.*/, namespace: 'kubernetes-gen'}, () => ({
        contents: ['http/http', 'configuration', 'servers', 'apis/exception']
          .map((file) => `export * from '@kubernetes/client-node/dist/gen/${file}.js';`)
          .join('\n'),
        resolveDir: process.cwd(),
      }));
      build.onResolve({filter: /^whatwg-url$/}, () => ({path: 'whatwg-url', namespace: 'node-url'}));
      build.onLoad({filter: /.*/, namespace: 'node-url'}, () => ({
        contents: `export {URL, URLSearchParams} from 'node:url'; export const parseURL = (text) => new URL(text);`,
        resolveDir: process.cwd(),
      }));
    },
  };
}
